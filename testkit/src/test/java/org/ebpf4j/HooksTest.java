// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelConfig;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Hooks that kernels are built with or without: where one is there it counts exactly, where it is not the reason is a sentence. */
@KernelTest(needs = {Need.BPF, Need.BTF})
class HooksTest {
    private static final int CALLS = 345;
    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private static final int CHILDREN = 3;
    private static final String KPROBES = "CONFIG_KPROBES";
    private static final String MULTI = "CONFIG_FPROBE";
    /** What functions need to be traced by programs that BTF describes them to. */
    private static final String TRAMPOLINES = "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS";

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int getpgid(int pid);

        int capget(int[] header, int[] data);
    }

    /** The option that a kernel is built with which has the hook. */
    private static String option(ProgramSpec program) {
        return switch (program.name()) {
            case "kprobe", "kretprobe", "ksyscall", "kretsyscall" -> KPROBES;
            case "kprobe_multi", "kretprobe_multi" -> MULTI;
            default -> TRAMPOLINES;
        };
    }

    /** Only such a kernel refuses what it has and we are privileged for. */
    private static boolean isLockedDown() throws IOException {
        try (InputStream functions = Files.newInputStream(Path.of("/sys/kernel/tracing/available_filter_functions"))) {
            return functions.read() < 0;
        } catch (FileSystemException e) {
            return true;
        }
    }

    /** Hooks of security modules load everywhere, but run only where the kernel was started with {@code lsm=...,bpf}. */
    private static boolean runs(Kernel kernel, ProgramSpec program) {
        return !program.sectionKind().startsWith("lsm") || SecurityModules.haveBpf(kernel);
    }

    /** Where capabilities are read, programs may sleep since 5.11. */
    private static boolean mayNotSleepHere(String program, BpfException why) {
        return program.equals("lsm_capget")
                && why instanceof VerifierException
                && why.getMessage().contains("bpf_lsm_capget is not sleepable");
    }

    @Test
    void everyHookCountsExactlyOrSaysWhyNot(Kernel kernel) throws Exception {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        int self = (int) ProcessHandle.current().pid();
        Map<String, String> options = KernelConfig.read(kernel, Set.of(KPROBES, MULTI, TRAMPOLINES));
        boolean lockedDown = isLockedDown();
        ObjectSpec spec = TestObjects.read("hooks.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            for (int i = 0; i < CALLS; i++) {
                // Not 0, for that is asked of no security module.
                assertTrue(libc.getpgid(self) > 0);
                assertEquals(0, libc.capget(new int[] {LINUX_CAPABILITY_VERSION_3, 0}, new int[6]));
            }
            for (int i = 0; i < CHILDREN; i++) {
                assertEquals(0, new ProcessBuilder("true").start().waitFor());
            }
            Map<String, BpfException> failures = object.failures();
            for (ProgramSpec program : spec.programs()) {
                String name = program.name();
                BpfException why = failures.get(name);
                if (why != null) {
                    if (mayNotSleepHere(name, why)) {
                        continue;
                    }
                    boolean there = "y".equals(options.get(option(program)));
                    assertTrue(
                            there
                                    ? lockedDown && why instanceof PermissionException
                                    : why instanceof UnsupportedException || why instanceof NotFoundException,
                            why::toString);
                    assertTrue(why.getMessage().contains("program " + name + " "), why.getMessage());
                    assertFalse(why.getMessage().contains("\n"), why.getMessage());
                } else if (name.equals("lsm_sleepable")) {
                    // The JDK starts a program by way of another one, or not.
                    long runs = TestObjects.number(object, spec, name + "_runs");
                    assertTrue(
                            runs(kernel, program) ? runs == CHILDREN || runs == 2 * CHILDREN : runs == 0,
                            name + " " + runs);
                } else {
                    assertEquals(
                            runs(kernel, program) ? CALLS : 0, TestObjects.number(object, spec, name + "_runs"), name);
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Hooks that kernels are built with or without: where one is there it counts exactly, where it is not the reason is a sentence. */
@KernelTest(needs = {Need.BPF, Need.BTF})
class HooksTest {
    private static final int CALLS = 345;

    /** These load wherever hooks of their kind can be used, but run only where BPF is among the security modules. */
    private static final Set<String> SECURITY = Set.of("lsm", "lsm_capget");

    /** Runs when a program is executed, which this process does not do. */
    private static final Set<String> SILENT = Set.of("lsm_sleepable");

    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int getpgid(int pid);

        int capget(int[] header, int[] data);
    }

    @Test
    void everyHookCountsExactlyOrSaysWhyNot(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the object names functions of x86-64");
        boolean security = SecurityModules.haveBpf(kernel);
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        int self = (int) ProcessHandle.current().pid();
        ObjectSpec spec = TestObjects.read("hooks.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            for (int i = 0; i < CALLS; i++) {
                // Not 0, for that is asked of no security module.
                assertTrue(libc.getpgid(self) > 0);
                assertEquals(0, libc.capget(new int[] {LINUX_CAPABILITY_VERSION_3, 0}, new int[6]));
            }
            Map<String, BpfException> failures = object.failures();
            spec.programs().forEach(program -> {
                String name = program.name();
                BpfException why = failures.get(name);
                if (why != null) {
                    assertTrue(
                            why instanceof UnsupportedException
                                    || why instanceof PermissionException
                                    || why instanceof NotFoundException,
                            why::toString);
                    assertTrue(why.getMessage().contains("program " + name + " "), why.getMessage());
                    assertFalse(why.getMessage().contains("\n"), why.getMessage());
                } else if (!SILENT.contains(name) && (security || !SECURITY.contains(name))) {
                    assertEquals(CALLS, TestObjects.number(object, spec, name + "_runs"), name);
                }
            });
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Kprobe;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.PerfSampling;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.attach.UprobeMulti;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** How far an attachment reaches: one process, one CPU, one instruction; and a program that writes. */
@KernelTest
class ReachTest {
    private static final int CALLS = 333;
    private static final int BPF_PROG_TEST_RUN = 10;
    private static final long BPF = System.getProperty("os.arch").equals("amd64") ? 321 : 280;
    private static final int VERDICT = 77;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        long syscall(long number, long command, long attr, long size);
    }

    private final ObjectSpec spec = TestObjects.read("reach.bpf.o");

    private BpfObject load(Kernel kernel) {
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.variable("verdict").set(-VERDICT);
        return BpfObject.load(spec, kernel);
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUprobeOfAnotherProcessSeesItsCallsOnly(Kernel kernel) throws Exception {
        seesAnotherProcess(
                kernel,
                "on_anyone",
                "runs",
                pid -> Uprobe.at("libc.so.6", "umask").inProcess(pid));
    }

    @Test
    @KernelTest(needs = Need.UPROBE_MULTI)
    void manyUprobesOfAnotherProcessSeeItsCallsOnly(Kernel kernel) throws Exception {
        seesAnotherProcess(
                kernel,
                "on_many",
                "runs_many",
                pid -> UprobeMulti.at("libc.so.6", "umas?").inProcess(pid));
    }

    private interface OfProcess {
        AttachTarget target(int pid);
    }

    /** Asking for the mask is two calls: one that sets another mask to learn it, one that sets it back. */
    private void seesAnotherProcess(Kernel kernel, String program, String variable, OfProcess attach) throws Exception {
        String script = "echo ready; read; for ((i = 0; i < " + CALLS + "; i++)); do umask >/dev/null; done";
        Process one = new ProcessBuilder("bash", "-c", script).start();
        Process other = new ProcessBuilder("bash", "-c", script).start();
        try (BpfObject object = load(kernel)) {
            awaitReady(one);
            awaitReady(other);
            try (Link link = object.program(program).attach(attach.target((int) one.pid()))) {
                goOn(other);
                assertEquals(0, TestObjects.number(object, spec, variable), link.target()::toString);
                goOn(one);
                assertEquals(2 * CALLS, TestObjects.number(object, spec, variable), link.target()::toString);
            }
        } finally {
            one.destroyForcibly().waitFor();
            other.destroyForcibly().waitFor();
        }
    }

    private static void awaitReady(Process process) throws Exception {
        InputStream output = process.getInputStream();
        for (int c = output.read(); c != '\n'; c = output.read()) {
            assertTrue(c >= 0, "the process ended");
        }
    }

    private static void goOn(Process process) throws Exception {
        try (OutputStream input = process.getOutputStream()) {
            input.write('\n');
        }
        assertEquals(0, process.waitFor());
    }

    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void samplesComeFromTheCpusThatWereAskedForOnly(Kernel kernel) {
        for (int cpu : Cpus.possible(kernel)) {
            try (BpfObject object = load(kernel);
                    Link link = object.program("on_cpu")
                            .attach(PerfSampling.every("cpu-clock", 1_000_000).onCpus(List.of(cpu)))) {
                while (TestObjects.number(object, spec, "samples") < 10) {
                    Thread.onSpinWait();
                }
                assertEquals(1L << cpu, TestObjects.number(object, spec, "cpus"), link.target()::toString);
            }
        }
    }

    /** Where instructions begin is the kernel's business: the first place after the entry that it takes is run through by every call. */
    @Test
    void aKprobeBehindTheEntryCountsExactly(Kernel kernel) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the function is one of x86-64");
        try (BpfObject object = load(kernel)) {
            if (!KernelHooks.areThere(kernel)) {
                KernelHooks.areExplained(object, "on_instruction", new Kprobe("__x64_sys_getpgid", 1, false, 0));
                return;
            }
            int refused = 0;
            for (int offset = 1; ; offset++) {
                try (Link link =
                        object.program("on_instruction").attach(new Kprobe("__x64_sys_getpgid", offset, false, 0))) {
                    SystemCallsOfOurs.getpgid(CALLS);
                    assertEquals(CALLS, TestObjects.number(object, spec, "instructions"), link.target()::toString);
                    break;
                } catch (UnsupportedException e) {
                    refused++;
                    assertTrue(e.getMessage().contains("choose another function or offset"), e.getMessage());
                }
            }
            assertTrue(refused > 0, "a place inside an instruction was taken");
        }
    }

    /** As kernels before 4.17 have it. */
    @Test
    @KernelTest(needs = Need.TRACEFS)
    void withoutAKprobeUnitTheProbeIsDefinedInTracefsAndRemovedAgain(Kernel kernel) throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the function is one of x86-64");
        Path events = Path.of("/sys/kernel/tracing/kprobe_events");
        Kprobe target = Kprobe.at("__x64_sys_getpgid");
        try (BpfObject object = load(WithoutProbeUnits.of(kernel))) {
            if (!KernelHooks.areThere(kernel)) {
                KernelHooks.areExplained(object, "on_instruction", target);
                return;
            }
            String before = Files.readString(events);
            try (Link entry = object.program("on_instruction").attach(target);
                    Link exit = object.program("on_instruction").attach(target.returning())) {
                assertEquals(
                        before.lines().count() + 2,
                        Files.readString(events).lines().count());
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(
                        2 * CALLS,
                        TestObjects.number(object, spec, "instructions"),
                        () -> entry.target() + " and " + exit.target());
            }
            assertEquals(before, Files.readString(events));
        }
    }

    @Test
    @KernelTest(needs = Need.NET_ADMIN)
    void aWritableTracepointChangesWhatTheKernelAnswers(Kernel kernel) {
        try (BpfObject object = load(kernel)) {
            assertEquals(0, run(kernel, object.program("to_be_run")));
            try (Link link = object.program("on_finish").attach()) {
                for (int i = 0; i < CALLS; i++) {
                    assertEquals(-VERDICT, run(kernel, object.program("to_be_run")), link.target()::toString);
                }
            }
            assertEquals(0, run(kernel, object.program("to_be_run")));
            assertEquals(CALLS, TestObjects.number(object, spec, "written"));
        }
    }

    /** Runs a program on a packet of zeros; answers 0 or a negated errno. */
    private static int run(Kernel kernel, BpfProgram program) {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        Memory packet = kernel.allocate(64);
        Memory attr = kernel.allocate(40);
        attr.bytes().putInt(0, program.descriptor());
        attr.bytes().putInt(8, 64);
        attr.bytes().putLong(16, packet.address());
        attr.bytes().putInt(32, 1);
        long answer = libc.syscall(BPF, BPF_PROG_TEST_RUN, attr.address(), 40);
        return answer < 0 ? -LastError.getLastError(Runtime.getRuntime(libc)) : 0;
    }
}

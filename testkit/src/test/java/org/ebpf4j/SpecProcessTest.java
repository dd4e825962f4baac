// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.attach.UprobeMulti;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that a program attaches to, named before it is loaded. */
class SpecProcessTest {
    private static final int TIMES = 321;
    private static final int CALLS = 777;

    private static int own() {
        return (int) ProcessHandle.current().pid();
    }

    /** How often a program sees the calls of this process. */
    private static long seen(Kernel kernel, String program, String variable, int pid) {
        ObjectSpec spec = TestObjects.read("probes.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        spec.program("on_demand").optional();
        spec.program(program).process(pid);
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program(program).attach()) {
            SystemCallsOfOurs.getpgid(CALLS);
            assertTrue(link.target().toString().contains("process " + pid), link.target()::toString);
            return TestObjects.number(object, spec, variable);
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUprobeSeesTheProcessThatItsSpecNames(Kernel kernel) throws Exception {
        assertEquals(CALLS, seen(kernel, "on_return", "returned", own()));
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUprobeDoesNotSeeThisProcessWhereItsSpecNamesAnother(Kernel kernel) throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            assertEquals(0, seen(kernel, "on_return", "returned", (int) other.pid()));
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUsdtProbeIsSeenInTheProcessThatItsSpecNames(Kernel kernel, @TempDir Path directory) throws Exception {
        UsdtBinary binary = UsdtBinary.movable(directory);
        ObjectSpec spec = TestObjects.read("usdt.bpf.o");
        try (UsdtBinary.Running named = binary.start();
                UsdtBinary.Running other = binary.start()) {
            spec.program("on_probe").target(binary.path() + ":ebpf4j:forms").process(named.pid());
            try (BpfObject object = BpfObject.load(spec, kernel);
                    Link link = object.program("on_probe").attach()) {
                other.reach(TIMES);
                assertEquals(0, TestObjects.number(object, spec, "hits"), link.target()::toString);
                named.reach(TIMES);
                assertEquals(TIMES, TestObjects.number(object, spec, "hits"));
            }
        }
    }

    @Test
    void targetsAreThoseOfTheSectionInTheProcess() {
        ObjectSpec spec = TestObjects.read("probes.bpf.o");
        assertEquals(OptionalInt.empty(), spec.program("on_return").process());
        assertEquals(OptionalInt.of(7), spec.program("on_return").process(7).process());
        assertEquals(
                Uprobe.at("libc.so.6", "getpgid").returning().inProcess(7), AttachTarget.of(spec.program("on_return")));
        assertEquals(
                UprobeMulti.at("libc.so.6", "getpgid").returning().inProcess(8),
                AttachTarget.of(spec.program("on_returns").process(8)));
        assertThrows(
                IllegalArgumentException.class, () -> spec.program("on_return").process(0));
        UnsupportedException e = assertThrows(
                UnsupportedException.class,
                () -> AttachTarget.of(spec.program("on_sample").process(7)));
        assertTrue(e.getMessage().contains("program on_sample of section perf_event/"), e.getMessage());
    }
}

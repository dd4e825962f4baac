// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.attach.Kprobe;
import org.ebpf4j.attach.KprobeMulti;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.PerfSampling;
import org.ebpf4j.attach.Uprobe;
import org.ebpf4j.attach.UprobeMulti;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes and perf events in the running kernel, on calls that the test makes itself and counts exactly. */
@KernelTest
class ProbesTest {
    private static final int CALLS = 777;

    private static ObjectSpec spec(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("probes.bpf.o");
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        // Kernels before 5.14 have no programs of this kind, and the others are to be tested there.
        spec.program("on_demand").optional();
        return spec;
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void uprobesOfASectionCountEntriesAndReturnsExactly(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            try (Link entry = object.program("on_entry").attach();
                    Link exit = object.program("on_return").attach()) {
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(CALLS, TestObjects.number(object, spec, "entered"), entry.target()::toString);
                assertEquals(CALLS, TestObjects.number(object, spec, "returned"), exit.target()::toString);
            }
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(CALLS, TestObjects.number(object, spec, "entered"));
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUprobeOfThisProcessSeesAllItsThreads(Kernel kernel) throws Exception {
        ObjectSpec spec = spec(kernel);
        Uprobe target = Uprobe.at("libc.so.6", "getpgid").inThisProcess();
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_entry").attach(target)) {
            Thread other = new Thread(() -> SystemCallsOfOurs.getpgid(CALLS), "caller");
            other.start();
            other.join();
            SystemCallsOfOurs.getpgid(1);
            assertEquals(CALLS + 1, TestObjects.number(object, spec, "entered"), link.target()::toString);
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void aUprobeOfAnotherProcessSeesNothingOfThis(Kernel kernel) throws Exception {
        ObjectSpec spec = spec(kernel);
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_entry")
                        .attach(Uprobe.at(mappedLibc(), "getpgid").inProcess((int) sleeper.pid()))) {
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(0, TestObjects.number(object, spec, "entered"), link.target()::toString);
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void anOffsetIsAsGoodAsAName(Kernel kernel) throws Exception {
        ObjectSpec spec = spec(kernel);
        String path = mappedLibc();
        long offset = Tools.symbolOffset(path, "getpgid");
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_entry").attach(Uprobe.atOffset(path, offset))) {
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(CALLS, TestObjects.number(object, spec, "entered"), link.target()::toString);
        }
    }

    /** As kernels before 4.17 have it. */
    @Test
    @KernelTest(needs = {Need.UPROBE, Need.TRACEFS})
    void withoutAUprobeUnitTheProbeIsDefinedInTracefsAndRemovedAgain(Kernel kernel) throws Exception {
        Path events = Path.of("/sys/kernel/tracing/uprobe_events");
        String before = Files.readString(events);
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = BpfObject.load(spec, WithoutProbeUnits.of(kernel))) {
            try (Link entry = object.program("on_entry").attach();
                    Link exit = object.program("on_return").attach()) {
                assertEquals(
                        before.lines().count() + 2,
                        Files.readString(events).lines().count());
                SystemCallsOfOurs.getpgid(CALLS);
                assertEquals(CALLS, TestObjects.number(object, spec, "entered"), entry.target()::toString);
                assertEquals(CALLS, TestObjects.number(object, spec, "returned"), exit.target()::toString);
            }
        }
        assertEquals(before, Files.readString(events));
    }

    private static String mappedLibc() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.endsWith("/libc.so.6"))
                .map(line -> line.substring(line.indexOf('/')))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @KernelTest(needs = Need.UPROBE_MULTI)
    void uprobeMultiCountsExactly(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link entries = object.program("on_entries").attach();
                Link returns = object.program("on_returns")
                        .attach(UprobeMulti.at("libc.so.6", "getpgid")
                                .returning()
                                .inThisProcess())) {
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(CALLS, TestObjects.number(object, spec, "entered_many"), entries.target()::toString);
            assertEquals(CALLS, TestObjects.number(object, spec, "returned_many"), returns.target()::toString);
        }
    }

    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void perfEventsOfASectionSampleEveryCpu(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = BpfObject.load(spec, kernel);
                Link link = object.program("on_sample").attach()) {
            assertEquals(PerfSampling.atFrequency("cpu-clock", 1000), link.target());
            while (TestObjects.number(object, spec, "sampled") < 20) {
                Thread.onSpinWait();
            }
        }
    }

    /** Faults are exact: every page that is touched for the first time is one. */
    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void everyPageFaultOfAThreadIsCounted(Kernel kernel, @TempDir Path directory) throws Exception {
        ObjectSpec spec = spec(kernel);
        // A mapping of its own: memory of the heap may have been touched before.
        try (BpfObject object = BpfObject.load(spec, kernel);
                FileChannel file = FileChannel.open(directory.resolve("pages"), CREATE_NEW, READ, WRITE)) {
            long tid = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
            long before = Tools.faultsOfThisThread();
            long counted;
            try (Link link = object.program("on_sample")
                    .attach(PerfSampling.every("page-faults", 1).ofThread((int) tid))) {
                ByteBuffer fresh = file.map(FileChannel.MapMode.READ_WRITE, 0, 8 << 20);
                for (int at = 0; at < fresh.capacity(); at += 4096) {
                    fresh.put(at, (byte) 1);
                }
                counted = TestObjects.number(object, spec, "sampled");
                assertTrue(link.target().toString().contains("tid=" + tid), link.target()::toString);
            }
            long after = Tools.faultsOfThisThread();
            assertTrue(counted > 0 && counted <= after - before, counted + " of " + (after - before));
        }
    }

    @Test
    @KernelTest(needs = Need.PERF_EVENT)
    void whatIsNotCountedHereIsUnsupported(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            BpfProgram program = object.program("on_sample");
            UnsupportedException e = assertThrows(
                    UnsupportedException.class,
                    () -> program.attach(new PerfSampling(4711, 0, 1, false, -1, List.of(), 0))
                            .close());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }

    @Test
    void aSyscallProgramRunsOnDemand(Kernel kernel) {
        ObjectSpec spec = spec(kernel);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            if (!object.failures().isEmpty()) {
                assertInstanceOf(UnsupportedException.class, object.failures().get("on_demand"));
                return;
            }
            for (int i = 0; i < 5; i++) {
                assertEquals(4711, object.program("on_demand").run());
            }
            assertEquals(5, TestObjects.number(object, spec, "ran"));
            assertThrows(BpfException.class, () -> object.program("on_sample").run());
        }
    }

    @Test
    @KernelTest(needs = Need.UPROBE)
    void whatIsNotThereIsNamed(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            BpfProgram program = object.program("on_entry");
            assertMessage(program, Uprobe.at("libc.so.6", "never_was"), "has no function never_was");
            assertMessage(program, Uprobe.at("never-was.so", "f"), "there is no never-was.so");
            assertMessage(program, Uprobe.at("/never/was", "f"), "/never/was can't be read");
            assertMessage(program, Uprobe.atOffset("/never/was", 64), "there is no file /never/was");
            assertMessage(program, Uprobe.at("/proc/version", "f"), "is not an ELF file");
            assertMessage(
                    program, Uprobe.at("libc.so.6", "getpgid").inProcess(Integer.MAX_VALUE - 1), "no such process");
        }
    }

    private static void assertMessage(BpfProgram program, Uprobe target, String part) {
        BpfException e =
                assertThrows(BpfException.class, () -> program.attach(target).close());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    /** Here where the kernel has none; elsewhere the function that does not exist. */
    @Test
    void kprobesThatCanNotBeAreRefusedInASentence(Kernel kernel) {
        try (BpfObject object = BpfObject.load(spec(kernel), kernel)) {
            BpfProgram program = object.program("on_entry");
            BpfException single = assertThrows(
                    BpfException.class,
                    () -> program.attach(Kprobe.at("never_was")).close());
            assertTrue(single instanceof UnsupportedException || single instanceof NotFoundException, single::toString);
            assertTrue(
                    single.getMessage().startsWith("program on_entry can't be attached to kprobe/never_was: "),
                    single.getMessage());
            BpfException many = assertThrows(
                    BpfException.class,
                    () -> program.attach(KprobeMulti.at("never_was")).close());
            assertTrue(many instanceof UnsupportedException || many instanceof NotFoundException, many::toString);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ebpf4j.btf.SourceLine;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Objects in the running kernel, with events that the test makes itself and counts exactly. */
@KernelTest
class BpfObjectTest {
    private static final int CALLS = 1234;

    private static ObjectSpec forThisProcess(Kernel kernel, String name) {
        ObjectSpec spec = TestObjects.read(name);
        spec.variable("target_tgid").set(OwnProcess.id(kernel));
        return spec;
    }

    @Test
    void aRawTracepointCountsExactlyTheCallsMade(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, "globals.bpf.o");
        spec.variable("target_syscall").set(SystemCallsOfOurs.GETPGID);
        spec.variable("step").set(3);
        spec.variable("negative").set(-7);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(3L * CALLS, TestObjects.number(object, spec, "calls"));
            assertEquals(1000L + CALLS, TestObjects.number(object, spec, "initialised"));
            // -7 + window.from + (label begins with g) + (narrow is 7), as the source adds them up
            assertEquals(-7 + 3 + 1 + 1, (int) TestObjects.number(object, spec, "seen_negative"));
        }
    }

    @Test
    void constantsDecideWhatTheProgramDoes(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, "globals.bpf.o");
        spec.variable("target_syscall").set(SystemCallsOfOurs.GETPGID);
        spec.variable("enabled").set(0);
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            assertEquals(0L, TestObjects.number(object, spec, "calls"));
        }
    }

    @Test
    void constantsAreFrozen(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            BpfMap constants = object.map(".rodata");
            ByteBuffer same = Objects.requireNonNull(constants.lookup(ByteBuffer.allocate(4)));
            assertThrows(SystemCallException.class, () -> constants.update(ByteBuffer.allocate(4), same, BpfMap.ANY));
        }
    }

    @Test
    void functionsAreLinked(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, "subprog.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            long squares = TestObjects.number(object, spec, "squares");
            long sum = TestObjects.number(object, spec, "sum");
            // square(3) on each entry; twice(1) + 1 on each entry, twice(10) + 1 on each exit, one call being under way
            // in the read
            assertTrue(squares >= 9L * CALLS && squares % 9 == 0, "squares " + squares);
            assertTrue(sum >= 24L * (CALLS - 1), "sum " + sum);
            assertTrue(sum % 3 == 0, "sum " + sum);
        }
    }

    @Test
    @KernelTest(needs = Need.TRACEFS)
    void aTracepointCountsExactlyTheCallsMade(Kernel kernel) throws Exception {
        ObjectSpec spec = TestObjects.read("tracepoint.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            SystemCallsOfOurs.getpgid(CALLS);
            ByteBuffer key = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            key.putInt(0, (int) OwnProcess.id(kernel));
            ByteBuffer count =
                    Objects.requireNonNull(object.map("getpgid_calls").lookup(key));
            assertEquals(CALLS, count.getLong(0));
            while (TestObjects.number(object, spec, "switches") == 0) {
                Thread.sleep(1); // which is a switch
            }
        }
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void readsThroughTheKernelsOwnLayout(Kernel kernel) throws Exception {
        ObjectSpec spec = forThisProcess(kernel, "core.bpf.o");
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            while (TestObjects.number(object, spec, "hits") == 0) {
                Thread.sleep(1);
            }
            assertEquals(OwnProcess.id(kernel), TestObjects.number(object, spec, "leader_pid"));
            assertEquals(16, TestObjects.number(object, spec, "comm_size"));
            assertEquals(0, TestObjects.number(object, spec, "missing_exists"));
            assertEquals(0, TestObjects.number(object, spec, "missing_type_exists"));
            assertEquals(0, TestObjects.number(object, spec, "pidtype_never_exists"));
            assertEquals(1, TestObjects.number(object, spec, "task_exists"));
            assertEquals(4711, TestObjects.number(object, spec, "missing_value"));
            List<String> dump = Bpftool.run("btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "raw");
            assertEquals(Bpftool.structSize(dump, "task_struct"), TestObjects.number(object, spec, "task_size"));
            assertEquals(
                    Bpftool.memberOffset(dump, "task_struct", "comm"), TestObjects.number(object, spec, "comm_offset"));
            assertEquals(
                    Bpftool.memberOffset(dump, "task_struct", "tgid"), TestObjects.number(object, spec, "tgid_offset"));
            assertEquals(
                    Bpftool.memberOffset(dump, "task_struct", "tasks"),
                    TestObjects.number(object, spec, "tasks_next_offset"));
            assertEquals(Bpftool.enumValue(dump, "PIDTYPE_TGID"), TestObjects.number(object, spec, "pidtype_tgid"));
        }
    }

    @Test
    @KernelTest(needs = Need.BPFTOOL)
    void bpftoolSeesMapsAndProgramsUnderTheirNamesWithTheirTypes(Kernel kernel) throws Exception {
        try (BpfObject object = BpfObject.load(TestObjects.read("globals.bpf.o"), kernel)) {
            int id = object.program("count_call").info().id();
            List<String> program = Bpftool.run("prog", "show", "id", Integer.toString(id));
            assertTrue(program.get(0).startsWith(id + ": raw_tracepoint  name count_call"), program.toString());
            List<String> source = Bpftool.run("prog", "dump", "xlated", "id", Integer.toString(id), "linum");
            assertTrue(source.stream().anyMatch(line -> line.contains("globals.bpf.c")), source.toString());
            List<String> maps = Bpftool.run("map", "show");
            for (String name : List.of("globals.rodata", "globals.data", "globals.bss")) {
                assertTrue(maps.stream().anyMatch(line -> line.contains("name " + name)), name + " in " + maps);
            }
        }
    }

    @Test
    void theVerifiersReasonIsTheMessageAndItsLogIsAttached(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("rejected.bpf.o");
        VerifierException e = assertThrows(VerifierException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(
                e.getMessage().startsWith("rejected.bpf.o: program unbounded can't be loaded: the verifier rejects it"),
                e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertTrue(e.log().lines().count() > 5, e.log());
        String reason = e.getMessage()
                .substring(e.getMessage().indexOf("): ") + 3, e.getMessage().indexOf("; instruction"));
        // Since 7.3 it may be spread over lines.
        assertTrue(e.log().replaceAll("\\s+", " ").contains(" " + reason + " "), e.log());
        assertTrue(e.instruction() >= 0);
        SourceLine source = Objects.requireNonNull(e.source());
        assertEquals("rejected.bpf.c", source.file());
        assertEquals("table->cells[ctx[1]]++;", source.text());
        assertTrue(e.getMessage().endsWith(" (" + source + ": " + source.text() + ")"), e.getMessage());
        assertTrue(e.errno() > 0);
    }

    @Test
    void anOptionalProgramThatFailsLeavesTheOthers(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("rejected.bpf.o");
        spec.program("unbounded").optional();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            assertEquals(Set.of("unbounded"), object.failures().keySet());
            assertInstanceOf(VerifierException.class, object.failures().get("unbounded"));
            assertEquals("accepted", object.program("accepted").name());
            NotFoundException e = assertThrows(NotFoundException.class, () -> object.program("unbounded"));
            assertInstanceOf(VerifierException.class, e.getCause());
        }
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void aFieldThatTheKernelLacksIsNamed(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("missing_field.bpf.o");
        RelocationException e = assertThrows(RelocationException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(e.getMessage().contains("program reads_missing"), e.getMessage());
        assertTrue(e.getMessage().contains("task_struct"), e.getMessage());
        assertTrue(e.getMessage().contains("ebpf4j_never_was"), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACING})
    void aFieldOfAnotherSizeIsToldFromAMissingOne(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("other_size.bpf.o");
        RelocationException e = assertThrows(RelocationException.class, () -> BpfObject.load(spec, kernel));
        assertTrue(
                e.getMessage()
                        .startsWith(
                                "other_size.bpf.o: program reads_wide can't be loaded: it needs struct task_struct.pid "),
                e.getMessage());
        assertTrue(e.getMessage().contains("which has 4 bytes on this kernel and 8 in the object"), e.getMessage());
        assertTrue(e.getMessage().contains("(other_size.bpf.c:18); read it with bpf_core_read"), e.getMessage());
    }

    @Test
    @KernelTest(needs = {Need.BTF, Need.TRACEFS})
    void hooksThatTheKernelLacksAreNamedAndTheOthersAttached(Kernel kernel) {
        ObjectSpec spec = TestObjects.read("missing_hook.bpf.o");
        assertThrows(NotFoundException.class, () -> BpfObject.load(spec, kernel));
        spec.programs().forEach(program -> program.optional());
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            object.attach();
            assertEquals(
                    Set.of("missing_tp_btf", "missing_raw_tp", "missing_tracepoint"),
                    object.failures().keySet());
            object.failures().values().forEach(why -> {
                assertInstanceOf(NotFoundException.class, why);
                assertTrue(why.getMessage().contains("never_was"), why.getMessage());
            });
        }
    }

    @Test
    void nothingCountsAfterClose(Kernel kernel) {
        ObjectSpec spec = forThisProcess(kernel, "globals.bpf.o");
        BpfObject object = BpfObject.load(spec, kernel);
        object.attach();
        object.close();
        object.close();
        BpfMap map = object.map(".bss");
        assertThrows(IllegalStateException.class, () -> map.lookup(ByteBuffer.allocate(4)));
        assertThrows(IllegalStateException.class, object::attach);
        assertThrows(
                IllegalStateException.class, () -> object.program("count_call").attach());
    }
}

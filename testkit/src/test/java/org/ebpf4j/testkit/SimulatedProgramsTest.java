// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.kernel.BtfInfo;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;
import org.junit.jupiter.api.Test;

/** What a test sees of programs that were loaded into the simulation, and decides about them. */
final class SimulatedProgramsTest {
    private static final int TRACING = 26;

    private final SimulatedKernel kernel = new SimulatedKernel();

    private static ByteBuffer btf() {
        ByteBuffer btf = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        return btf.putShort(0, (short) 0xeb9f).putInt(4, 24);
    }

    private static ProgramLoad tracing(int attachBtfId) {
        ProgramLoad program = TestProgram.returning0(TRACING);
        return new ProgramLoad(
                "tracing",
                TRACING,
                23,
                0,
                program.license(),
                0,
                program.instructions(),
                0,
                program.funcInfo(),
                0,
                program.lineInfo(),
                0,
                attachBtfId,
                0);
    }

    @Test
    void recordsACopyOfWhatWasLoaded() {
        ProgramLoad request = TestProgram.returning0(TestProgram.RAW_TRACEPOINT);
        int program = kernel.programLoad(request, null);
        request.instructions().putLong(0, 0);
        assertEquals(1, kernel.programs().size());
        assertEquals("returning0", kernel.programs().get(0).name());
        assertEquals(0xb7, kernel.programs().get(0).instructions().getLong(0));
        kernel.close(program);
        assertEquals(List.of(), kernel.programs());
    }

    @Test
    void acceptedProgramWhoseLogDoesNotFitIsNotLoaded() {
        kernel.programVerdict(unused -> ProgramVerdict.accept("x".repeat(200)));
        LoadLog log = new LoadLog(kernel, 128, 2);
        ProgramLoad request = TestProgram.returning0(TestProgram.RAW_TRACEPOINT);
        assertEquals(-Errno.ENOSPC.number(), kernel.programLoad(request, log));
        assertEquals(201, log.trueSize());
        assertEquals("x".repeat(127), log.string());
        assertEquals(List.of(), kernel.programs());
        assertEquals(3, kernel.programLoad(request, new LoadLog(kernel, 201, 2)));
    }

    @Test
    void testRunsAnswerWhatTheTestDecides() {
        int program = kernel.programLoad(TestProgram.returning0(TestProgram.RAW_TRACEPOINT), null);
        TestRunCall call = new TestRunCall(kernel);
        assertEquals(-Errno.ENOTSUPP.number(), kernel.programTestRun(program, call));
        kernel.programRun(request -> request.type() == TestProgram.RAW_TRACEPOINT ? 0xffff_ffffL : 0);
        assertEquals(0, kernel.programTestRun(program, call));
        assertEquals(-1, call.returned());
        assertEquals(-Errno.EBADF.number(), kernel.programTestRun(99, call));
    }

    @Test
    void tracingProgramKnowsItsTarget() {
        assertEquals(-Errno.EINVAL.number(), kernel.programLoad(tracing(0), null));
        int program = kernel.programLoad(tracing(5), null);
        assertEquals(-Errno.EINVAL.number(), kernel.rawTracepointOpen("sched_switch", program, 0));
        int link = kernel.rawTracepointOpen(null, program, 0);
        assertEquals(List.of(new SimulatedLink("tracing", "BTF id 5")), kernel.links());
        kernel.close(link);
        assertEquals(List.of(), kernel.links());
    }

    @Test
    void perfEventHoldsItsProgramWhereThereAreNoPerfLinks() {
        kernel.perfLinks(false);
        int program = kernel.programLoad(TestProgram.returning0(TestProgram.PERF_EVENT), null);
        int event = kernel.perfEventOpen(new PerfEvent(1, 0, 1_000_000, -1, 1));
        assertEquals(0, kernel.perfEventAttach(event, program, 0));
        assertEquals(-Errno.EEXIST.number(), kernel.perfEventAttach(event, program, 0));
        kernel.close(program);
        assertEquals(1, kernel.programs().size());
        kernel.close(event);
        assertEquals(List.of(), kernel.programs());
    }

    @Test
    void perfEventOfACpuThatIsNotThereIsRefused() {
        assertEquals(-Errno.ENODEV.number(), kernel.perfEventOpen(new PerfEvent(1, 0, 1, -1, 2)));
    }

    @Test
    void btfIsHeldByTheMapsItDescribes() {
        assertEquals(-Errno.EINVAL.number(), kernel.btfLoad(ByteBuffer.allocate(24), null));
        assertEquals(-Errno.EINVAL.number(), kernel.btfLoad(ByteBuffer.allocate(3), null));
        int btf = kernel.btfLoad(btf(), null);
        assertEquals(1, BtfInfo.of(kernel, btf).id());
        int map = kernel.mapCreate(new MapCreate("typed", TestMap.HASH, 4, 8, 1, 0, 0, 0, 0, btf, 1, 2));
        assertEquals(
                -Errno.EINVAL.number(),
                kernel.mapCreate(new MapCreate("typed", TestMap.HASH, 4, 8, 1, 0, 0, 0, 0, map, 1, 2)));
        kernel.close(btf);
        assertEquals(1, kernel.nextId(ObjectKind.BTF, 0));
        kernel.close(map);
        assertEquals(-Errno.ENOENT.number(), kernel.nextId(ObjectKind.BTF, 0));
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void perfEventsHaveNoInfo() {
        int event = kernel.perfEventOpen(new PerfEvent(1, 0, 1, -1, 0));
        assertEquals(-Errno.EINVAL.number(), kernel.info(event, kernel.allocate(64), null));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.E2BIG;
import static org.ebpf4j.kernel.Errno.EACCES;
import static org.ebpf4j.kernel.Errno.EBADF;
import static org.ebpf4j.kernel.Errno.EFAULT;
import static org.ebpf4j.kernel.Errno.EINVAL;
import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.ENOSPC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.locks.LockSupport;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramInfo;
import org.junit.jupiter.api.Test;

/** Loading, attaching and the lives of objects, asserted alike of the simulation and of the real kernel: each subclass brings one. */
abstract class ProgramConformance {
    private static final PerfEvent CPU_CLOCK = new PerfEvent(1, 0, 1_000_000, -1, 0);

    /** A kernel whose verifier refuses {@link TestProgram#returningNothing} with {@code EACCES} and a log of more than 64 bytes. */
    abstract Kernel kernel();

    private int opened(int answer) {
        assertTrue(answer >= 3, () -> "a descriptor expected, not " + answer);
        return answer;
    }

    private int load(int type) {
        return opened(kernel().programLoad(TestProgram.returning0(type), null));
    }

    private void close(int... fds) {
        for (int fd : fds) {
            assertEquals(0, kernel().close(fd));
        }
    }

    private boolean exists(ObjectKind kind, int id) {
        return kernel().nextId(kind, id - 1) == id;
    }

    /** The kernel frees objects a little after their last holder is gone. */
    private void assertGone(ObjectKind kind, int id) {
        for (int attempt = 0; attempt < 300 && exists(kind, id); attempt++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(!exists(kind, id), () -> kind + " " + id + " is still there");
    }

    @Test
    void refusedProgramAnswersTheVerifiersErrnoAndFillsTheLog() {
        LoadLog log = new LoadLog(kernel(), 4096, 1);
        int answer = kernel().programLoad(TestProgram.returningNothing(TestProgram.RAW_TRACEPOINT), log);
        assertEquals(-EACCES.number(), answer);
        assertTrue(log.string().contains("R0 !read_ok"), log::string);
        assertEquals(
                -EACCES.number(), kernel().programLoad(TestProgram.returningNothing(TestProgram.RAW_TRACEPOINT), null));
    }

    @Test
    void logThatDoesNotFitMasksTheErrnoKeepsItsEndAndTellsTheRoomItNeeds() {
        LoadLog roomy = new LoadLog(kernel(), 4096, 1);
        kernel().programLoad(TestProgram.returningNothing(TestProgram.RAW_TRACEPOINT), roomy);
        assumeTrue(roomy.trueSize() > 0, "kernels before 6.4 keep the log's start and do not tell its size");
        LoadLog tight = new LoadLog(kernel(), 48, 1);
        int answer = kernel().programLoad(TestProgram.returningNothing(TestProgram.RAW_TRACEPOINT), tight);
        assertEquals(-ENOSPC.number(), answer);
        assertEquals(roomy.trueSize(), tight.trueSize());
        assertEquals(roomy.string().length() + 1, roomy.trueSize());
        assertEquals(47, tight.string().length());
        assertTrue(roomy.string().endsWith(tight.string()), tight::string);
        LoadLog exact = new LoadLog(kernel(), roomy.trueSize(), 1);
        assertEquals(
                -EACCES.number(),
                kernel().programLoad(TestProgram.returningNothing(TestProgram.RAW_TRACEPOINT), exact));
    }

    @Test
    void refusesProgramsOfWrongForm() {
        assertEquals(
                -E2BIG.number(), kernel().programLoad(TestProgram.program("empty", TestProgram.RAW_TRACEPOINT), null));
        assertEquals(-EINVAL.number(), kernel().programLoad(TestProgram.returning0(9_999), null));
        assertEquals(
                -EINVAL.number(),
                kernel().programLoad(TestProgram.program("with-dash", TestProgram.RAW_TRACEPOINT, 0xb7, 0x95), null));
        assertEquals(-EBADF.number(), kernel().programLoad(TestProgram.using(9_999, TestProgram.RAW_TRACEPOINT), null));
    }

    @Test
    void programHoldsTheMapsThatItUses() {
        int map = opened(kernel().mapCreate(TestMap.request(TestMap.ARRAY, 4, 8, 1, 0)));
        int mapId = MapInfo.of(kernel(), map).id();
        int program = opened(kernel().programLoad(TestProgram.using(map, TestProgram.RAW_TRACEPOINT), null));
        close(map);
        LockSupport.parkNanos(50_000_000);
        assertTrue(exists(ObjectKind.MAP, mapId));
        close(program);
        assertGone(ObjectKind.MAP, mapId);
    }

    @Test
    void linkHoldsItsProgram() {
        int program = load(TestProgram.RAW_TRACEPOINT);
        int programId = ProgramInfo.of(kernel(), program).id();
        int link = opened(kernel().rawTracepointOpen("sched_switch", program, 0));
        int linkId = LinkInfo.of(kernel(), link).id();
        assertTrue(exists(ObjectKind.LINK, linkId));
        close(program);
        LockSupport.parkNanos(50_000_000);
        assertTrue(exists(ObjectKind.PROGRAM, programId));
        close(link);
        assertGone(ObjectKind.LINK, linkId);
        assertGone(ObjectKind.PROGRAM, programId);
    }

    @Test
    void rawTracepointNeedsANameThatExists() {
        int program = load(TestProgram.RAW_TRACEPOINT);
        assertEquals(-ENOENT.number(), kernel().rawTracepointOpen("no_such_tracepoint", program, 0));
        assertEquals(-EFAULT.number(), kernel().rawTracepointOpen(null, program, 0));
        assertEquals(-EBADF.number(), kernel().rawTracepointOpen("sched_switch", 9_999, 0));
        int clock = load(TestProgram.PERF_EVENT);
        assertEquals(-EINVAL.number(), kernel().rawTracepointOpen("sched_switch", clock, 0));
        int map = opened(kernel().mapCreate(TestMap.request(TestMap.ARRAY, 4, 8, 1, 0)));
        assertEquals(-EINVAL.number(), kernel().rawTracepointOpen("sched_switch", map, 0));
        close(program, clock, map);
    }

    @Test
    void programIsAttachedToAPerfEventByALink() {
        int program = load(TestProgram.PERF_EVENT);
        int event = opened(kernel().perfEventOpen(CPU_CLOCK));
        int answer = kernel().perfEventAttach(event, program, 0);
        if (answer == 0) {
            close(event, program);
            abort("kernels before 5.15 attach to a perf event without a link");
        }
        int link = opened(answer);
        int linkId = LinkInfo.of(kernel(), link).id();
        close(event, program);
        LockSupport.parkNanos(50_000_000);
        assertTrue(exists(ObjectKind.LINK, linkId));
        close(link);
        assertGone(ObjectKind.LINK, linkId);
    }

    @Test
    void perfEventsTakeOnlyTheirProgramsAndCpus() {
        int event = opened(kernel().perfEventOpen(CPU_CLOCK));
        int program = load(TestProgram.RAW_TRACEPOINT);
        assertEquals(-EINVAL.number(), kernel().perfEventAttach(event, program, 0));
        assertEquals(-EBADF.number(), kernel().perfEventAttach(event, 9_999, 0));
        assertEquals(-EBADF.number(), kernel().perfEventAttach(9_999, program, 0));
        assertEquals(-EINVAL.number(), kernel().perfEventOpen(new PerfEvent(1, 0, 1_000_000, -1, -1)));
        close(event, program);
    }
}

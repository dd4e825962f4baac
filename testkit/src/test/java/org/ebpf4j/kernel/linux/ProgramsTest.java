// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.ebpf4j.kernel.linux.Descriptors.ARRAY;
import static org.ebpf4j.kernel.linux.Descriptors.PERF_EVENT;
import static org.ebpf4j.kernel.linux.Descriptors.RAW_TRACEPOINT;
import static org.ebpf4j.kernel.linux.Descriptors.TRACEPOINT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;

class ProgramsTest {
    private static final int GET_CURRENT_PID_TGID = 14;
    private static final int PERF_TYPE_SOFTWARE = 1;
    private static final int PERF_COUNT_SW_CPU_CLOCK = 0;
    private static final int PERF_TYPE_TRACEPOINT = 2;

    private static final String GETPGID_ID = "/sys/kernel/tracing/events/syscalls/sys_enter_getpgid/id";

    private static Instructions code(int... fields) {
        Instructions code = Instructions.copyOf(ByteBuffer.allocate(fields.length / 5 * Instructions.SIZE));
        for (int i = 0; i < code.count(); i++) {
            code.set(i, fields[5 * i], fields[5 * i + 1], fields[5 * i + 2], fields[5 * i + 3], fields[5 * i + 4]);
        }
        return code;
    }

    private static final Instructions RETURN_ZERO = code(
            0xb7, 0, 0, 0, 0, // r0 = 0
            0x95, 0, 0, 0, 0); // exit

    private static final Instructions RETURN_TGID = code(
            0x85,
            0,
            0,
            0,
            GET_CURRENT_PID_TGID, // call
            0x77,
            0,
            0,
            0,
            32, // r0 >>= 32
            0x95,
            0,
            0,
            0,
            0); // exit

    /** Adds one to the only value of an array map whenever this process comes by. */
    private static Instructions countOwn(int map, int tgid) {
        return code(
                0x85,
                0,
                0,
                0,
                GET_CURRENT_PID_TGID, // call
                0x77,
                0,
                0,
                0,
                32, // r0 >>= 32
                0x55,
                0,
                0,
                9,
                tgid, // if r0 != tgid goto the end
                0x62,
                10,
                0,
                -4,
                0, // *(u32 *)(r10 - 4) = 0
                0xbf,
                2,
                10,
                0,
                0, // r2 = r10
                0x07,
                2,
                0,
                0,
                -4, // r2 += -4
                0x18,
                1,
                1,
                0,
                map, // r1 = map
                0,
                0,
                0,
                0,
                0, //
                0x85,
                0,
                0,
                0,
                1, // call map_lookup_elem
                0x15,
                0,
                0,
                2,
                0, // if r0 == 0 goto the end
                0xb7,
                1,
                0,
                0,
                1, // r1 = 1
                0xdb,
                0,
                1,
                0,
                0, // lock *(u64 *)(r0 + 0) += r1
                0xb7,
                0,
                0,
                0,
                0, // the end: r0 = 0
                0x95,
                0,
                0,
                0,
                0); // exit
    }

    @KernelTest
    void runsProgramOnce() throws IOException {
        assumeTrue(
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals("pid:[4026531836]"),
                "helpers give process ids of the first pid namespace, and this is another");
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_TGID);
            assertEquals(ProcessHandle.current().pid(), d.kernel.programTestRun(program));
        }
    }

    @KernelTest
    void attachesToRawTracepointAndFindsBothById() {
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            int link = d.opened(d.kernel.rawTracepointOpen("sys_enter", program));
            assertListed(d, ObjectKind.PROGRAM, program);
            assertListed(d, ObjectKind.LINK, link);
            assertListed(d, ObjectKind.MAP, d.map(ARRAY, 4, 8, 1));
            assertEquals(-Errno.EBADFD.number(), d.kernel.idOf(ObjectKind.PROGRAM, 1 << 20));
        }
    }

    private static void assertListed(Descriptors d, ObjectKind kind, int fd) {
        int id = d.kernel.idOf(kind, fd);
        assertTrue(id > 0, () -> Errno.describe(id));
        assertEquals(id, d.kernel.nextId(kind, id - 1));
        int walked = 0;
        int steps = 0;
        while (walked >= 0 && steps++ < 100_000) {
            walked = d.kernel.nextId(kind, walked);
        }
        assertEquals(-Errno.ENOENT.number(), walked);
    }

    @KernelTest
    void answersErrnoWhereThereIsNoSuchTracepoint() {
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            assertEquals(-Errno.ENOENT.number(), d.kernel.rawTracepointOpen("no_such_tracepoint", program));
        }
    }

    @KernelTest
    void countsAttachedTracepointExactly() throws IOException {
        assumeTrue(Files.exists(Path.of(GETPGID_ID)), "tracefs is not mounted, or has no system calls");
        try (Descriptors d = new Descriptors()) {
            int tgid = (int) d.kernel.programTestRun(d.program(RAW_TRACEPOINT, RETURN_TGID));
            int map = d.map(ARRAY, 4, 8, 1);
            int program = d.program(TRACEPOINT, countOwn(map, tgid));
            PerfEvent tracepoint = new PerfEvent(PERF_TYPE_TRACEPOINT, getpgidTracepoint(d), 1, -1, 0);
            int event = d.opened(d.kernel.perfEventOpen(tracepoint));
            int link = d.kernel.perfEventAttach(event, program);
            assertTrue(link >= 0, () -> Errno.describe(link));
            if (link > 0) {
                d.opened(link);
            }
            int calls = 1234;
            for (int i = 0; i < calls; i++) {
                assertTrue(getpgid() > 0);
            }
            MapCall call = new MapCall(d.kernel, 4, 8);
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
            assertEquals(calls, call.value().bytes().getLong(0));
        }
    }

    private static long getpgid() {
        int number = System.getProperty("os.arch").equals("aarch64") ? 155 : 121;
        return CLibrary.call(number, 0, 0, 0);
    }

    private static long getpgidTracepoint(Descriptors d) throws IOException {
        try (InputStream in = d.kernel.openFile(GETPGID_ID)) {
            return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    @KernelTest
    void runsProgramOnPerfEventUntilItIsClosed() {
        try (Descriptors d = new Descriptors()) {
            int tgid = (int) d.kernel.programTestRun(d.program(RAW_TRACEPOINT, RETURN_TGID));
            int map = d.map(ARRAY, 4, 8, 1);
            int program = d.program(PERF_EVENT, countOwn(map, tgid));
            PerfEvent everyMillisecond = new PerfEvent(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 1_000_000, 0, -1);
            int event = d.opened(d.kernel.perfEventOpen(everyMillisecond));
            MapCall call = new MapCall(d.kernel, 4, 8);
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
            assertEquals(0, call.value().bytes().getLong(0));
            int link = d.kernel.perfEventAttach(event, program);
            assertTrue(link >= 0, () -> Errno.describe(link));
            if (link > 0) {
                d.opened(link);
            }
            for (long i = 0; i < 100_000_000 && call.value().bytes().getLong(0) == 0; i++) {
                assertEquals(0, d.kernel.mapLookup(map, call, 0));
            }
            assertTrue(call.value().bytes().getLong(0) > 0);
        }
    }

    @KernelTest
    void answersErrnoForProgramOfTheWrongType() {
        try (Descriptors d = new Descriptors()) {
            int event = d.opened(d.kernel.perfEventOpen(
                    new PerfEvent(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 1_000_000, 0, -1)));
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            assertEquals(-Errno.EINVAL.number(), d.kernel.perfEventAttach(event, program));
            PerfEvent anyoneAnywhere = new PerfEvent(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 1_000_000, -1, -1);
            assertEquals(-Errno.EINVAL.number(), d.kernel.perfEventOpen(anyoneAnywhere));
        }
    }

    @KernelTest
    void logsWhyTheVerifierRejects() {
        try (Descriptors d = new Descriptors()) {
            Instructions exit = code(0x95, 0, 0, 0, 0);
            LoadLog log = new LoadLog(d.kernel, 4096, 1);
            int result = d.kernel.programLoad(Descriptors.load(RAW_TRACEPOINT, "GPL", exit), log);
            assertEquals(-Errno.EACCES.number(), result);
            assertTrue(log.string().contains("R0"), log.string());
            // The kernel before 6.4 does not say.
            assertTrue(log.trueSize() == 0 || log.trueSize() > 2, () -> "true size " + log.trueSize());
            d.opened(d.kernel.programLoad(Descriptors.load(RAW_TRACEPOINT, "GPL", RETURN_ZERO), log));
            assertFalse(log.string().contains("!read_ok"), log.string());
        }
    }

    @KernelTest
    void rejectsGarbageBtfWithErrnoAndLog() {
        try (Descriptors d = new Descriptors()) {
            LoadLog log = new LoadLog(d.kernel, 4096, 1);
            assertEquals(-Errno.EINVAL.number(), d.kernel.btfLoad(ByteBuffer.allocate(64), log));
            assertFalse(log.string().isEmpty());
        }
    }

    @KernelTest
    void refusesInfoThatIsNoWholeNumberOfRecords() {
        try (Descriptors d = new Descriptors()) {
            ByteBuffer seven = ByteBuffer.allocate(7);
            ByteBuffer none = ByteBuffer.allocate(0);
            ProgramLoad request = new ProgramLoad(
                    "test", RAW_TRACEPOINT, 0, 0, "GPL", 0, RETURN_ZERO.bytes(), 99, seven, 8, none, 0, 0, 0);
            assertThrows(IllegalArgumentException.class, () -> d.kernel.programLoad(request, null));
        }
    }
}

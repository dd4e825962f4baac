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
import java.util.List;
import java.util.Scanner;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramInfo;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.TestRunCall;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

@KernelTest
class ProgramsTest {
    private static final int PERF_TYPE_SOFTWARE = 1;
    private static final int PERF_COUNT_SW_CPU_CLOCK = 0;
    private static final int PERF_TYPE_TRACEPOINT = 2;

    private static final String GETPGID_ID = "/sys/kernel/tracing/events/syscalls/sys_enter_getpgid/id";

    /** One instruction a line: opcode in hexadecimal, destination, source, offset, immediate; then what it means. */
    private static Instructions code(String assembly) {
        List<String> lines = assembly.lines().toList();
        Instructions code = Instructions.copyOf(ByteBuffer.allocate(lines.size() * Instructions.SIZE));
        for (int i = 0; i < lines.size(); i++) {
            try (Scanner fields = new Scanner(lines.get(i))) {
                int opcode = fields.nextInt(16);
                code.set(i, opcode, fields.nextInt(), fields.nextInt(), fields.nextInt(), fields.nextInt());
            }
        }
        return code;
    }

    private static final Instructions RETURN_ZERO = code("""
            b7 0 0 0 0   r0 = 0
            95 0 0 0 0   exit
            """);

    private static final Instructions RETURN_TGID = code("""
            85 0 0 0 14  call get_current_pid_tgid
            77 0 0 0 32  r0 >>= 32
            95 0 0 0 0   exit
            """);

    private static int returned(Descriptors d, int program) {
        TestRunCall call = new TestRunCall(d.kernel);
        assertEquals(0, d.kernel.programTestRun(program, call));
        return call.returned();
    }

    /** Loads a program that adds one to the only value of an array map whenever this process comes by. */
    private static int countOwn(Descriptors d, int type, int map) {
        int tgid = returned(d, d.program(RAW_TRACEPOINT, RETURN_TGID));
        return d.program(type, code("""
                        85 0 0 0 14   call get_current_pid_tgid
                        77 0 0 0 32   r0 >>= 32
                        55 0 0 9 TGID if r0 != tgid goto the end
                        62 10 0 -4 0  *(u32 *)(r10 - 4) = 0
                        bf 2 10 0 0   r2 = r10
                        07 2 0 0 -4   r2 += -4
                        18 1 1 0 MAP  r1 = map
                        0 0 0 0 0
                        85 0 0 0 1    call map_lookup_elem
                        15 0 0 2 0    if r0 == 0 goto the end
                        b7 1 0 0 1    r1 = 1
                        db 0 1 0 0    lock *(u64 *)(r0 + 0) += r1
                        b7 0 0 0 0    the end: r0 = 0
                        95 0 0 0 0    exit
                        """.replace("TGID", Integer.toString(tgid)).replace("MAP", Integer.toString(map))));
    }

    @Test
    void runsProgramOnce() throws IOException {
        assumeTrue(
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals("pid:[4026531836]"),
                "helpers give process ids of the first pid namespace, and this is another");
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_TGID);
            assertEquals(ProcessHandle.current().pid(), returned(d, program));
        }
    }

    @Test
    void attachesToRawTracepointAndFindsBothById() {
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            int link = d.opened(d.kernel.rawTracepointOpen("sys_enter", program, 0));
            assertListed(
                    d, ObjectKind.PROGRAM, ProgramInfo.of(d.kernel, program).id());
            assertListed(d, ObjectKind.LINK, LinkInfo.of(d.kernel, link).id());
            assertListed(
                    d,
                    ObjectKind.MAP,
                    MapInfo.of(d.kernel, d.map(ARRAY, 4, 8, 1)).id());
            assertEquals(-Errno.EBADFD.number(), d.kernel.info(1 << 20, d.kernel.allocate(64), null));
        }
    }

    private static void assertListed(Descriptors d, ObjectKind kind, int id) {
        assertTrue(id > 0, kind::name);
        assertEquals(id, d.kernel.nextId(kind, id - 1));
        int walked = 0;
        int steps = 0;
        while (walked >= 0 && steps++ < 100_000) {
            walked = d.kernel.nextId(kind, walked);
        }
        assertEquals(-Errno.ENOENT.number(), walked);
    }

    @Test
    void answersErrnoWhereThereIsNoSuchTracepoint() {
        try (Descriptors d = new Descriptors()) {
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            assertEquals(-Errno.ENOENT.number(), d.kernel.rawTracepointOpen("no_such_tracepoint", program, 0));
        }
    }

    @Test
    @KernelTest(needs = Need.TRACEFS)
    void countsAttachedTracepointExactly() throws IOException {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(ARRAY, 4, 8, 1);
            int program = countOwn(d, TRACEPOINT, map);
            PerfEvent tracepoint = new PerfEvent(PERF_TYPE_TRACEPOINT, getpgidTracepoint(d), 1, -1, 0);
            int event = d.opened(d.kernel.perfEventOpen(tracepoint));
            int link = d.kernel.perfEventAttach(event, program, 0);
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

    @Test
    void runsProgramOnPerfEvent() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(ARRAY, 4, 8, 1);
            int event = d.opened(d.kernel.perfEventOpen(everyMillisecond(0)));
            int link = d.kernel.perfEventAttach(event, countOwn(d, PERF_EVENT, map), 0);
            assertTrue(link >= 0, () -> Errno.describe(link));
            if (link > 0) {
                d.opened(link);
            }
            assertRuns(d, map);
        }
    }

    /** As kernels before 5.15 have it. */
    @Test
    void runsProgramOnPerfEventWithoutLink() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(ARRAY, 4, 8, 1);
            int event = d.opened(d.kernel.perfEventOpen(everyMillisecond(0)));
            PerfEvents events = new PerfEvents(new SystemCalls(
                    SystemCallNumbers.of(System.getProperty("os.name"), System.getProperty("os.arch"))));
            assertEquals(0, events.bind(event, countOwn(d, PERF_EVENT, map)));
            assertRuns(d, map);
        }
    }

    private static PerfEvent everyMillisecond(int pid) {
        return new PerfEvent(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, 1_000_000, pid, -1);
    }

    /** Keeps this thread busy until the program has counted it. */
    private static void assertRuns(Descriptors d, int map) {
        MapCall call = new MapCall(d.kernel, 4, 8);
        for (int i = 0; i < 100_000_000 && call.value().bytes().getLong(0) == 0; i++) {
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
        }
        assertTrue(call.value().bytes().getLong(0) > 0);
    }

    @Test
    void answersErrnoForProgramOfTheWrongType() {
        try (Descriptors d = new Descriptors()) {
            int event = d.opened(d.kernel.perfEventOpen(everyMillisecond(0)));
            int program = d.program(RAW_TRACEPOINT, RETURN_ZERO);
            assertEquals(-Errno.EINVAL.number(), d.kernel.perfEventAttach(event, program, 0));
            int anyoneAnywhere = d.kernel.perfEventOpen(everyMillisecond(-1));
            assertEquals(-Errno.EINVAL.number(), anyoneAnywhere);
        }
    }

    @Test
    void logsWhyTheVerifierRejects() {
        try (Descriptors d = new Descriptors()) {
            Instructions exit = code("95 0 0 0 0 exit");
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

    @Test
    void rejectsGarbageBtfWithErrnoAndLog() {
        try (Descriptors d = new Descriptors()) {
            LoadLog log = new LoadLog(d.kernel, 4096, 1);
            assertEquals(-Errno.EINVAL.number(), d.kernel.btfLoad(ByteBuffer.allocate(64), log));
            assertFalse(log.string().isEmpty());
        }
    }

    @Test
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

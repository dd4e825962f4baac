// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.ebpf4j.testkit.SimulatedRing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams without a kernel: what no kernel does, and calls that fail. */
class SimulatedStreamsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final SimulatedKernel kernel = new SimulatedKernel();

    private BpfMap map(String name, MapType type, int size, int entries) {
        int fd = kernel.mapCreate(new MapCreate(name, type.number(), size, size, entries, 0, 0, 0, 0, 0, 0, 0));
        return new BpfMap(kernel, MapSpec.of(name, type, size, size, entries), null, fd);
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }

    @Test
    void ringBufferGivesWhatATestSends() {
        List<Integer> sizes = new ArrayList<>();
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer ring = new RingBuffer(map, record -> sizes.add(record.remaining()))) {
            SimulatedRing events = kernel.ring("events");
            for (int round = 0; round < 50; round++) {
                assertTrue(events.send(new byte[500]));
                assertTrue(events.discard(13));
                assertEquals(1, ring.poll(LONG));
            }
            long unfinished = events.reserve(8);
            assertTrue(events.send(new byte[16]));
            assertEquals(0, ring.poll(Duration.ofMillis(1)));
            events.finish(unfinished, 8);
            assertEquals(2, ring.drain());
            assertEquals(50, ring.discarded());
            assertEquals(52, sizes.size());
            while (events.send(new byte[100])) {
                assertTrue(ring.available() < ring.size());
            }
            assertFalse(events.discard(100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 64, 4096, 4097, 0x3fff_ffff, 0x3fff_fff0})
    void aLengthThatCantBeIsAnException(int length) {
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer ring = new RingBuffer(map, record -> {})) {
            SimulatedRing events = kernel.ring("events");
            events.finish(events.reserve(8), length);
            MalformedObjectException e = assertThrows(MalformedObjectException.class, ring::drain);
            assertTrue(String.valueOf(e.getMessage()).startsWith("ring buffer events of 4096 bytes is corrupt: "));
            assertThrows(MalformedObjectException.class, () -> ring.poll(LONG));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, 4, 4104, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE})
    void positionsThatCantBeAreAnException(long bytes) {
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer ring = new RingBuffer(map, record -> {})) {
            kernel.ring("events").moveProducer(bytes);
            assertThrows(MalformedObjectException.class, ring::drain);
            ring.start("corrupt-ring");
        }
    }

    @Test
    void aCorruptBufferTakesNoTurnFromThoseBehindIt() {
        AtomicInteger handed = new AtomicInteger();
        try (BpfMap first = map("broken", MapType.RINGBUF, 0, 4096);
                BpfMap second = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer broken = new RingBuffer(first, record -> {});
                RingBuffer ring = new RingBuffer(second, record -> handed.incrementAndGet());
                Streams streams = new Streams(kernel).add(broken).add(ring)) {
            kernel.ring("broken").moveProducer(-8);
            for (int round = 1; round <= 3; round++) {
                assertTrue(kernel.ring("events").send(new byte[8]));
                MalformedObjectException e = assertThrows(MalformedObjectException.class, () -> streams.poll(LONG));
                assertTrue(String.valueOf(e.getMessage()).startsWith("ring buffer broken of 4096 bytes is corrupt: "));
                assertEquals(round, handed.get());
            }
        }
    }

    /** What was thrown is counted a moment later. */
    private static void awaitFailures(Streams streams, long count) throws InterruptedException {
        for (int attempt = 0; attempt < 5000 && streams.failures() < count; attempt++) {
            Thread.sleep(1);
        }
    }

    @Test
    void aCorruptBufferLeavesAThreadThatReadsOthers() throws Exception {
        Semaphore handed = new Semaphore(0);
        try (BpfMap first = map("broken", MapType.RINGBUF, 0, 4096);
                BpfMap second = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2);
                BpfMap third = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer broken = new RingBuffer(first, record -> {});
                PerfBuffer samples = new PerfBuffer(second, 1, (cpu, record) -> {});
                RingBuffer ring = new RingBuffer(third, record -> handed.release());
                Streams streams = new Streams(kernel).add(broken).add(samples).add(ring)) {
            kernel.ring("broken").moveProducer(-8);
            kernel.perfWrite("samples", 1, perfRecord(9, 0, 8), 24);
            streams.start("reads-others");
            awaitFailures(streams, 1);
            for (int round = 0; round < 100; round++) {
                assertTrue(kernel.ring("events").send(new byte[8]));
                handed.acquire();
            }
            assertEquals(1, streams.failures());
            assertEquals(3, kernel.calls(Call.EPOLL_REMOVE));
        }
    }

    @Test
    void whateverAHandlerThrowsTheThreadGoesOn() throws Exception {
        RuntimeException always = new RuntimeException("the same object for both");
        CountDownLatch handed = new CountDownLatch(100);
        try (BpfMap first = map("first", MapType.RINGBUF, 0, 4096);
                BpfMap second = map("second", MapType.RINGBUF, 0, 4096);
                RingBuffer errors = new RingBuffer(first, record -> {
                    handed.countDown();
                    if (handed.getCount() % 3 == 0) {
                        throw new StackOverflowError("deep");
                    }
                    throw always;
                });
                RingBuffer exceptions = new RingBuffer(second, record -> {
                    handed.countDown();
                    throw always;
                })) {
            Streams streams = new Streams(kernel).add(errors).add(exceptions);
            for (int round = 0; round < 50; round++) {
                assertTrue(kernel.ring("first").send(new byte[8]));
                assertTrue(kernel.ring("second").send(new byte[8]));
            }
            streams.start("goes-on");
            handed.await();
            awaitFailures(streams, 50);
            streams.close();
            assertEquals(50, streams.failures());
        }
    }

    @Test
    void aStreamThatLeavesTakesNoOtherAlongThatHasItsNumber() {
        try (Streams streams = new Streams(kernel)) {
            BpfMap gone = map("gone", MapType.RINGBUF, 0, 4096);
            int number = gone.descriptor().number();
            RingBuffer closed = new RingBuffer(gone, record -> {});
            streams.add(closed);
            closed.close();
            gone.close();
            try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096);
                    RingBuffer ring = new RingBuffer(map, record -> {})) {
                assertEquals(number, map.descriptor().number());
                streams.add(ring);
                kernel.before(Call.EPOLL_WAIT, () -> {
                    if (kernel.calls(Call.EPOLL_WAIT) == 1) {
                        assertTrue(kernel.ring("events").send(new byte[8]));
                    }
                });
                assertEquals(1, streams.poll(Duration.ofSeconds(30)));
            }
        }
    }

    @Test
    void memoryThatIsNotDetachedStaysMappedWhileItIsRead() throws Exception {
        kernel.failAlways(Call.MEMORY_DETACH, Errno.ENOMEM);
        readAfterClose();
        KeptRecordsTest.collect(0);
    }

    /** Apart, so that no variable of the caller's holds what is kept meanwhile. */
    private void readAfterClose() {
        List<ByteBuffer> kept = new ArrayList<>();
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096)) {
            try (RingBuffer ring = new RingBuffer(map, record -> kept.add(record.slice()))) {
                assertTrue(kernel.ring("events").send(new byte[] {1, 2, 3}));
                assertEquals(1, ring.drain());
            }
            System.gc();
            RetiredMemory.unmapUnreachable();
            assertEquals(1, kernel.openMappings().size());
            assertEquals(3, kept.get(0).get(2));
        }
    }

    @Test
    void userRingBufferIsTakenByATest() {
        try (BpfMap map = map("messages", MapType.USER_RINGBUF, 0, 4096);
                UserRingBuffer ring = new UserRingBuffer(map)) {
            for (int round = 0; round < 20; round++) {
                UserRingBuffer.Reservation message = Objects.requireNonNull(ring.reserve(1000));
                message.bytes().put(0, (byte) round).put(999, (byte) 7);
                message.submit();
                Objects.requireNonNull(ring.reserve(5)).close();
                List<byte[]> taken = kernel.ring("messages").drain();
                assertEquals(1, taken.size());
                byte[] expected = new byte[1000];
                expected[0] = (byte) round;
                expected[999] = 7;
                byte[] got = taken.get(0);
                assertArrayEquals(new byte[] {expected[0], expected[999]}, new byte[] {got[0], got[999]});
            }
        }
    }

    @Test
    void perfBufferGivesWhatATestSendsAndWhatWasLost() {
        List<Integer> cpus = new ArrayList<>();
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2);
                PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> cpus.add(cpu))) {
            assertEquals(0, kernel.perfOutput("samples", 1, new byte[20]));
            assertEquals(0, kernel.perfOutput("samples", 0, new byte[20]));
            assertEquals(2, buffer.poll(LONG));
            assertEquals(List.of(0, 1), cpus);
            int sent = 0;
            while (kernel.perfOutput("samples", 0, new byte[1000]) == 0) {
                sent++;
            }
            assertEquals(sent, buffer.drain());
            assertEquals(0, kernel.perfOutput("samples", 0, new byte[8]));
            assertEquals(1, buffer.drain());
            assertEquals(1, buffer.lost());
        }
    }

    /** The bytes of a perf event's record: a header, and the size of what a program is said to have given. */
    private static byte[] perfRecord(int type, int size, int given) {
        return ByteBuffer.allocate(24)
                .order(ByteOrder.nativeOrder())
                .putInt(0, type)
                .putShort(6, (short) size)
                .putInt(8, given)
                .array();
    }

    @ParameterizedTest
    @CsvSource({
        // positions that can't be
        "9, 24, 8, -8",
        "9, 24, 8, 4",
        "9, 24, 8, 4104",
        "9, 24, 8, 9223372036854775807",
        // sizes of records that can't be
        "9, 0, 8, 24",
        "9, 7, 8, 24",
        "9, 20, 8, 24",
        "9, 32, 8, 24",
        "9, 65528, 8, 24",
        // samples that are no part of their records
        "9, 8, 0, 8",
        "9, 24, -1, 24",
        "9, 24, 13, 24",
        "9, 24, 2147483647, 24",
    })
    void whatCantBeInAPerfBufferIsAnException(int type, int size, int given, long written) {
        AtomicInteger handed = new AtomicInteger();
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2);
                PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> handed.incrementAndGet())) {
            assertEquals(0, kernel.perfOutput("samples", 1, new byte[20]));
            assertEquals(1, buffer.drain());
            kernel.perfWrite("samples", 1, perfRecord(type, size, given), written);
            MalformedObjectException e = assertThrows(MalformedObjectException.class, buffer::drain);
            assertTrue(
                    String.valueOf(e.getMessage()).startsWith("perf buffer samples of CPU 1 is corrupt: "),
                    e::getMessage);
            assertEquals(1, handed.get());
        }
    }

    @Test
    void recordsOfPerfEventsThatAreNoneOfProgramsArePassedOver() {
        List<Integer> sizes = new ArrayList<>();
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2);
                PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> sizes.add(record.remaining()))) {
            // PERF_RECORD_THROTTLE, and PERF_RECORD_LOST that is too short to tell.
            kernel.perfWrite("samples", 0, perfRecord(5, 24, 0), 24);
            kernel.perfWrite("samples", 0, perfRecord(2, 16, 0), 16);
            assertEquals(0, kernel.perfOutput("samples", 0, new byte[12]));
            assertEquals(1, buffer.drain());
            assertEquals(List.of(12), sizes);
            assertEquals(0, buffer.lost());
        }
    }

    @Test
    void cpusThatAreOfflineAreLeftOut() {
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2)) {
            kernel.failNext(Call.PERF_EVENT_OPEN, Errno.ENODEV);
            try (PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> {})) {
                assertArrayEquals(new int[] {1}, buffer.cpus());
            }
            kernel.failNext(Call.PERF_EVENT_OPEN, Errno.EACCES);
            assertThrows(PermissionException.class, () -> new PerfBuffer(map, 1, (cpu, record) -> {}));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {
                "MEMORY_MAP",
                "MAP_UPDATE",
                "PERF_EVENT_OPEN",
                "PERF_EVENT_ENABLE",
                "EPOLL_CREATE",
                "EPOLL_ADD",
                "EVENT_CREATE",
                "EPOLL_WAIT"
            })
    void whatFailsLeavesNothing(Call call) {
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2)) {
            for (int before = 0; before < 2; before++) {
                kernel.failAlways(call, Errno.ENOMEM);
                assertThrows(BpfException.class, () -> {
                    try (PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> {})) {
                        buffer.poll(LONG);
                    }
                });
                kernel.heal(call);
            }
            try (PerfBuffer buffer = new PerfBuffer(map, 1, (cpu, record) -> {})) {
                assertEquals(0, buffer.poll(Duration.ofMillis(1)));
            }
        }
    }

    @Test
    void aSignalDoesNotEndThePoll() {
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 4096);
                RingBuffer ring = new RingBuffer(map, record -> {})) {
            kernel.failNext(Call.EPOLL_WAIT, Errno.EINTR);
            kernel.before(Call.EPOLL_WAIT, () -> {
                if (kernel.calls(Call.EPOLL_WAIT) == 2) {
                    assertTrue(kernel.ring("events").send(new byte[8]));
                }
            });
            assertEquals(1, ring.poll(LONG));
            assertEquals(2, kernel.calls(Call.EPOLL_WAIT));
        }
    }

    @Test
    void itsOwnThreadReadsWhileATestSends() throws Exception {
        CountDownLatch all = new CountDownLatch(1000);
        try (BpfMap map = map("events", MapType.RINGBUF, 0, 65_536);
                RingBuffer ring = new RingBuffer(map, record -> all.countDown())) {
            ring.start("simulated-ring");
            SimulatedRing events = kernel.ring("events");
            for (int i = 0; i < 1000; i++) {
                while (!events.send(new byte[32])) {
                    Thread.onSpinWait();
                }
            }
            all.await();
            assertEquals(0, ring.failures());
        }
    }

    /** Fails the second of the next descriptors that are to be waited for. */
    private void failSecondAdd() {
        long before = kernel.calls(Call.EPOLL_ADD);
        kernel.before(Call.EPOLL_ADD, () -> {
            if (kernel.calls(Call.EPOLL_ADD) == before + 2) {
                kernel.failNext(Call.EPOLL_ADD, Errno.ENOSPC);
            }
        });
    }

    @Test
    void aStreamThatCouldNotBeAddedIsAddedLater() {
        try (BpfMap map = map("samples", MapType.PERF_EVENT_ARRAY, 4, 2);
                PerfBuffer samples = new PerfBuffer(map, 1, (cpu, record) -> {});
                Streams streams = new Streams(kernel)) {
            assertEquals(2, samples.cpus().length);
            failSecondAdd();
            SystemCallException e = assertThrows(SystemCallException.class, () -> streams.add(samples));
            assertEquals(
                    "perf buffer samples can't be waited for: ENOSPC (28); raise fs.epoll.max_user_watches",
                    e.getMessage());
            streams.add(samples);
            e = assertThrows(SystemCallException.class, () -> streams.add(samples));
            assertEquals(
                    "perf buffer samples can't be waited for: EEXIST (17); it was added before, once is enough",
                    e.getMessage());
            kernel.perfOutput("samples", 1, new byte[8]);
            assertEquals(1, streams.poll(LONG));
        }
    }

    @Test
    void aProducerIsNotHeldUpByAnotherThatWaits() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (BpfMap map = map("messages", MapType.USER_RINGBUF, 0, 4096);
                UserRingBuffer messages = new UserRingBuffer(map);
                UserRingBuffer.Reservation all = Objects.requireNonNull(messages.reserve(4088))) {
            assertEquals(4088, all.bytes().remaining());
            kernel.before(Call.EPOLL_WAIT, () -> {
                waiting.countDown();
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread other = new Thread(() -> assertNull(messages.reserve(8, LONG)));
            other.start();
            waiting.await();
            assertNull(messages.reserve(8, Duration.ofMillis(1)));
            answered.countDown();
            other.interrupt();
            other.join();
        }
    }

    @Test
    void aProducerThatCannotWaitLeavesNothingOpen() {
        try (BpfMap map = map("messages", MapType.USER_RINGBUF, 0, 4096)) {
            failSecondAdd();
            assertThrows(SystemCallException.class, () -> new UserRingBuffer(map));
        }
    }

    @Test
    void ringsOfMoreThanAGibibyteAreRefused() {
        BpfMap map = new BpfMap(
                kernel,
                MapSpec.of("large", MapType.RINGBUF, 0, 0, 1 << 31),
                null,
                kernel.mapCreate(new MapCreate("large", 27, 0, 0, 4096, 0, 0, 0, 0, 0, 0, 0)));
        try (map) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new RingBuffer(map, record -> {}));
            assertEquals(
                    "map large has 2147483648 bytes, and a ring buffer of more than 1 GiB can't be read by Java; lower its max_entries",
                    e.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Ring buffers as programs of the real kernel fill them, by exact counts. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class RingBufferTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    record StreamEvent(long number, int cpu, int twice) {}

    @Test
    void givesRecordsOfEverySizeAsTheyWereSent(Kernel kernel) {
        List<Integer> sizes = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    sizes.add(record.remaining());
                    if (record.remaining() >= Long.BYTES) {
                        numbers.add(record.getLong());
                    }
                })) {
            int[] sent = {0, 1, 7, 8, 9, 16, 100, 4096};
            for (int size : sent) {
                source.run("emit", 1, size);
            }
            assertEquals(sent.length, ring.drain());
            assertEquals(IntStream.of(sent).boxed().toList(), sizes);
            assertEquals(List.of(3L, 4L, 5L, 6L, 7L), numbers);
            assertEquals(0, ring.available());
            assertEquals(sent.length, ring.delivered());
        }
    }

    @Test
    void losesNothingAroundTheEndOfTheBuffer(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    assertEquals(1000, record.remaining());
                    numbers.add(record.getLong());
                })) {
            // 16 records of 1,008 bytes fit; 13 a time meet the end at another place each time.
            for (int round = 0; round < 200; round++) {
                source.run("emit", 13, 1000);
                assertEquals(13, ring.drain());
            }
            assertEquals(LongStream.range(0, 2600).boxed().toList(), numbers);
            assertEquals(0, source.lost());
        }
    }

    @Test
    void whatDoesNotFitIsLostAndCounted(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {})) {
            assertEquals(OptionalLong.empty(), ring.lost());
            ring.countLostBy(source.object().variable("lost")::getLong);
            source.run("emit", 1000, 56);
            // The kernel leaves at least one byte.
            long fit = (ring.size() - 1) / 64;
            assertEquals(1000, source.produced());
            assertEquals(fit * 64, ring.available());
            assertEquals(OptionalLong.of(1000 - fit), ring.lost());
            assertEquals(fit, ring.drain());
            assertEquals(source.produced(), ring.delivered() + ring.lost().orElseThrow());
        }
    }

    @Test
    void passesOverWhatWasDiscardedAndReadsTheRestAsObjects(Kernel kernel) {
        List<StreamEvent> events = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", StreamEvent.class, events::add)) {
            int cpu = Runtime.getRuntime().availableProcessors() - 1;
            source.runOn(cpu, "emit_typed", 100, 0);
            assertEquals(50, ring.drain());
            assertEquals(
                    IntStream.range(0, 50)
                            .mapToObj(i -> new StreamEvent(2L * i, cpu, 4 * i))
                            .toList(),
                    events);
            assertEquals(50, ring.discarded());
            source.run("emit", 1, 8);
            IllegalArgumentException none = assertThrows(
                    IllegalArgumentException.class,
                    () -> source.object().ringBuffer("events", Unknown.class, unknown -> {}));
            String message = String.valueOf(none.getMessage());
            assertTrue(message.contains("events: struct unknown is not described"), message);
            assertThrows(org.ebpf4j.MalformedObjectException.class, ring::drain);
            assertEquals(0, ring.available());
        }
    }

    record Unknown(int nothing) {}

    @Test
    void aHandlerThatThrowsHasItsRecordAndNoOther(Kernel kernel) {
        List<Long> numbers = new ArrayList<>();
        IllegalArgumentException thrown = new IllegalArgumentException("number 2");
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {
                    long number = record.getLong();
                    if (number == 2) {
                        throw thrown;
                    }
                    numbers.add(number);
                })) {
            source.run("emit", 5, 8);
            assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> ring.poll(LONG)));
            assertEquals(2, ring.poll(LONG));
            assertEquals(List.of(0L, 1L, 3L, 4L), numbers);
            assertEquals(5, ring.delivered());
        }
    }

    @Test
    void aRecordThatIsKeptIsEmpty(Kernel kernel) {
        AtomicReference<ByteBuffer> kept = new AtomicReference<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", kept::set)) {
            source.run("emit", 1, 64);
            ring.drain();
        }
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Objects.requireNonNull(kept.get()).getLong(0));
        assertTrue(Objects.requireNonNull(kept.get()).isReadOnly());
    }

    @Test
    void pollWaitsUntilAProgramSends(Kernel kernel) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> seen.countDown())) {
            assertEquals(0, ring.poll(Duration.ZERO));
            assertEquals(0, ring.poll(Duration.ofMillis(1)));
            Thread poller = new Thread(() -> ring.poll(LONG));
            poller.start();
            source.run("emit", 1, 8);
            seen.await();
            poller.join();
            assertEquals(1, ring.delivered());
        }
    }

    @Test
    void anInterruptEndsThePollAndStays(Kernel kernel) throws Exception {
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer ring = source.object().ringBuffer("events", record -> {})) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread poller = new Thread(() -> {
                assertEquals(0, ring.poll(LONG));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            poller.start();
            poller.interrupt();
            poller.join();
            assertTrue(interrupted.get());
            // It waits again as before.
            source.run("emit", 3, 8);
            assertEquals(3, ring.poll(LONG));
            assertEquals(0, ring.poll(Duration.ofMillis(1)));
        }
    }

    @Test
    void closingWhileOthersPollIsAnExceptionForThem(Kernel kernel) throws Exception {
        try (StreamSource source = StreamSource.open(kernel)) {
            for (int round = 0; round < 50; round++) {
                List<Throwable> thrown = new CopyOnWriteArrayList<>();
                RingBuffer ring = source.object().ringBuffer("events", record -> {});
                CountDownLatch begun = new CountDownLatch(2);
                List<Thread> pollers = Stream.of(1, 2)
                        .map(i -> new Thread(() -> {
                            begun.countDown();
                            while (true) {
                                ring.poll(LONG);
                            }
                        }))
                        .toList();
                pollers.forEach(poller -> poller.setUncaughtExceptionHandler((thread, e) -> thrown.add(e)));
                pollers.forEach(Thread::start);
                source.run("emit", 100, 8);
                begun.await();
                ring.close();
                for (Thread poller : pollers) {
                    poller.join();
                }
                assertEquals(2, thrown.size(), thrown::toString);
                thrown.forEach(e -> assertSame(IllegalStateException.class, e.getClass(), e::toString));
                assertThrows(IllegalStateException.class, ring::drain);
                assertThrows(IllegalStateException.class, ring::available);
                assertThrows(IllegalStateException.class, () -> ring.start("late"));
                ring.close();
            }
        }
    }

    @Test
    void aThreadOfItsOwnGoesOnAfterFailuresAndEndsWithTheStream(Kernel kernel) throws Exception {
        CountDownLatch all = new CountDownLatch(1000);
        try (StreamSource source = StreamSource.open(kernel, 1 << 20)) {
            RingBuffer ring = source.object().ringBuffer("events", record -> {
                all.countDown();
                if (record.getLong() % 500 == 0) {
                    throw new IllegalArgumentException("on purpose");
                }
            });
            try (ring) {
                ring.start("ring-under-test");
                assertThrows(IllegalStateException.class, () -> ring.start("another"));
                source.run("emit", 1000, 8);
                all.await();
            }
            assertEquals(2, ring.failures());
            assertEquals(1000, ring.delivered());
            // Its work is done; the thread itself may be seen for an instant more.
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("ring-under-test")) {
                    thread.join();
                }
            }
        }
    }

    @Test
    void stopsUnderLoadAndTheHandlerMayBeTheOneThatCloses(Kernel kernel) throws Exception {
        try (StreamSource source = StreamSource.open(kernel)) {
            AtomicBoolean stop = new AtomicBoolean();
            Thread producer = new Thread(() -> {
                while (!stop.get()) {
                    source.run("emit", 1000, 8);
                }
            });
            producer.start();
            AtomicReference<RingBuffer> self = new AtomicReference<>();
            CountDownLatch closed = new CountDownLatch(1);
            List<Long> after = new CopyOnWriteArrayList<>();
            RingBuffer ring = source.object().ringBuffer("events", record -> {
                if (closed.getCount() == 0) {
                    after.add(record.getLong());
                } else if (record.getLong() >= 5000) {
                    Objects.requireNonNull(self.get()).close();
                    closed.countDown();
                }
            });
            self.set(ring);
            ring.start("ring-under-load");
            closed.await();
            stop.set(true);
            producer.join();
            assertEquals(List.of(), after);
            assertThrows(IllegalStateException.class, () -> ring.poll(Duration.ZERO));
        }
    }

    @Test
    void everyRecordIsAccountedForWhileBothSidesRun(Kernel kernel) throws Exception {
        long[] next = {0};
        long[] missing = {0};
        try (StreamSource source = StreamSource.open(kernel)) {
            RingBuffer ring = source.object().ringBuffer("events", record -> {
                long number = record.getLong();
                assertTrue(number >= next[0]);
                missing[0] += number - next[0];
                next[0] = number + 1;
            });
            try (ring) {
                ring.start("ring-accounted");
                for (int round = 0; round < 500; round++) {
                    source.run("emit", 1024, 24);
                }
                while (ring.available() > 0) {
                    Thread.onSpinWait();
                }
            }
            assertEquals(512_000, source.produced());
            assertEquals(0, ring.failures());
            assertEquals(source.produced(), ring.delivered() + source.lost());
            assertEquals(source.lost(), missing[0] + source.produced() - next[0]);
        }
    }

    @Test
    void handingOverAllocatesNothing(Kernel kernel) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sum = {0};
        try (StreamSource source = StreamSource.open(kernel, 1 << 20);
                RingBuffer ring = source.object().ringBuffer("events", record -> sum[0] += record.getLong())) {
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                source.run("emit", 1000, 64);
                long before = threads.getCurrentThreadAllocatedBytes();
                assertEquals(1000, ring.drain());
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, allocated);
        }
    }

    @Test
    void severalAreWaitedForAtOnce(Kernel kernel) {
        List<String> seen = new ArrayList<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer others = source.object().ringBuffer("others", record -> seen.add("others"));
                Streams streams = new Streams(kernel)) {
            RingBuffer events = source.object().ringBuffer("events", record -> seen.add("events"));
            streams.add(events).add(others);
            source.run("emit_other", 1, 8);
            assertEquals(1, streams.poll(LONG));
            source.run("emit", 1, 8);
            assertEquals(1, streams.poll(LONG));
            source.run("emit", 1, 8);
            source.run("emit_other", 1, 8);
            assertEquals(2, streams.drain());
            assertEquals(List.of("others", "events", "events", "others"), seen);
            events.close();
            source.run("emit", 1, 8);
            assertEquals(0, streams.poll(Duration.ofMillis(1)));
            source.run("emit_other", 1, 8);
            assertEquals(1, streams.poll(LONG));
        }
    }

    @Test
    void outlivesItsMap(Kernel kernel) {
        StreamSource source = StreamSource.open(kernel);
        try (RingBuffer ring = source.object().ringBuffer("events", record -> {})) {
            source.run("emit", 7, 8);
            source.close();
            assertEquals(7, ring.poll(LONG));
        }
    }

    @Test
    void mapsOfOtherTypesAreRefused(Kernel kernel) {
        try (StreamSource source = StreamSource.open(kernel)) {
            assertThrows(IllegalArgumentException.class, () -> source.object().ringBuffer("samples", record -> {}));
            assertThrows(IllegalArgumentException.class, () -> source.object().userRingBuffer("events"));
            assertThrows(IllegalArgumentException.class, () -> source.object().perfBuffer("events", 8, (cpu, r) -> {}));
        }
    }
}

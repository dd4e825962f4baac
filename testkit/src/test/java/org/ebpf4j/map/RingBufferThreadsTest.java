// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Ring buffers with several threads, which poll, are interrupted, close, or are the stream's own. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class RingBufferThreadsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

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
}

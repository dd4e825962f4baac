// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Streams on threads that are the caller's. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class StreamsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void anExecutorsThreadHandsOverUntilClose(Kernel kernel) throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch seen = new CountDownLatch(200);
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-callers-own"));
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer events = source.object().ringBuffer("events", record -> {
                    threads.add(Thread.currentThread().getName());
                    seen.countDown();
                });
                RingBuffer others = source.object().ringBuffer("others", record -> seen.countDown())) {
            Streams streams = new Streams(kernel).add(events).add(others);
            streams.start(executor);
            assertThrows(IllegalStateException.class, () -> streams.start(executor));
            source.run("emit", 100, 8);
            source.run("emit_other", 100, 8);
            seen.await();
            streams.close();
            // The thread is free for other work, and the streams are still open.
            assertEquals("free", executor.submit(() -> "free").get());
            assertEquals(Set.of("the-callers-own"), threads);
            assertThrows(IllegalStateException.class, () -> streams.start(executor));
            source.run("emit", 3, 8);
            assertEquals(3, events.drain());
            assertEquals(103, events.delivered());
            assertEquals(0, streams.failures());
        } finally {
            end(executor);
        }
    }

    @Test
    void aStreamOfOneRunsOnAnExecutorToo(Kernel kernel) throws Exception {
        CountDownLatch seen = new CountDownLatch(50);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (StreamSource source = StreamSource.open(kernel)) {
            try (RingBuffer events = source.object().ringBuffer("events", record -> seen.countDown())) {
                events.start(executor);
                source.run("emit", 50, 8);
                seen.await();
            }
            assertEquals("free", executor.submit(() -> "free").get());
        } finally {
            end(executor);
        }
    }

    @Test
    void aTaskThatRunsOnlyAfterCloseDoesNothing(Kernel kernel) {
        Deque<Runnable> tasks = new ArrayDeque<>();
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer events = source.object().ringBuffer("events", record -> {})) {
            Streams streams = new Streams(kernel).add(events);
            streams.start(tasks::add);
            source.run("emit", 1, 8);
            // Returns though the task has not begun, and will not.
            streams.close();
            tasks.remove().run();
            assertTrue(tasks.isEmpty());
            assertEquals(0, events.delivered());
            assertEquals(1, events.poll(LONG));
        }
    }

    @Test
    void anExecutorThatRefusesLeavesItAsItWas(Kernel kernel) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer events = source.object().ringBuffer("events", record -> seen.countDown());
                Streams streams = new Streams(kernel).add(events)) {
            assertThrows(
                    RejectedExecutionException.class,
                    () -> streams.start(task -> {
                        throw new RejectedExecutionException("full");
                    }));
            source.run("emit", 1, 8);
            streams.start("after-a-refusal");
            seen.await();
        }
    }

    /** One that makes the caller run what it has no room for is the same. */
    @Test
    void anExecutorMayUseTheThreadThatStarts(Kernel kernel) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (StreamSource source = StreamSource.open(kernel)) {
            RingBuffer events = source.object().ringBuffer("events", record -> seen.countDown());
            Thread caller = new Thread(() -> events.start(Runnable::run));
            caller.start();
            source.run("emit", 1, 8);
            seen.await();
            assertEquals(0, events.failures());
            assertThrows(IllegalStateException.class, () -> events.start("another"));
            events.close();
            caller.join();
        }
    }

    @Test
    void aPollIsNotHeldUpByThatOfAnotherThread(Kernel kernel) throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch polled = new CountDownLatch(1);
        try (StreamSource source = StreamSource.open(kernel);
                RingBuffer events = source.object().ringBuffer("events", record -> {
                    handling.countDown();
                    await(polled);
                });
                Streams streams = new Streams(kernel).add(events)) {
            Thread other = new Thread(() -> streams.poll(LONG));
            other.start();
            source.run("emit", 1, 8);
            handling.await();
            assertEquals(0, streams.poll(Duration.ZERO));
            assertEquals(0, streams.poll(Duration.ofMillis(1)));
            polled.countDown();
            other.join();
            assertEquals(1, events.delivered());
        }
    }

    @Test
    void aHandlerClosesWhileTheThreadOfItsOwnWaitsForItsTurn(Kernel kernel) throws Exception {
        try (StreamSource source = StreamSource.open(kernel)) {
            AtomicReference<Runnable> handler = new AtomicReference<>();
            AtomicReference<Thread> own = new AtomicReference<>();
            RingBuffer events = source.object()
                    .ringBuffer(
                            "events",
                            record -> Objects.requireNonNull(handler.get()).run());
            Streams streams = new Streams(kernel).add(events);
            handler.set(startingAndClosing(own, "waits-for-the-poll", streams::start, streams::close));
            source.run("emit", 1, 8);
            assertEquals(1, streams.poll(LONG));
            join(own);

            Streams others = new Streams(kernel).add(events);
            handler.set(startingAndClosing(own, "waits-for-the-drain", others::start, others::close));
            source.run("emit", 1, 8);
            assertEquals(1, events.drain());
            join(own);

            handler.set(startingAndClosing(own, "waits-for-its-stream", events::start, events::close));
            source.run("emit", 1, 8);
            assertEquals(1, events.drain());
            assertThrows(IllegalStateException.class, events::drain);
        }
    }

    /** Starts a thread, and closes what it is of once it waits for another. */
    private static Runnable startingAndClosing(
            AtomicReference<Thread> own, String name, Consumer<String> start, Runnable close) {
        return () -> {
            start.accept(name);
            Thread thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(one -> one.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
            own.set(thread);
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            close.run();
        };
    }

    /** One that waits for its turn with a stream takes it once more, though what it is of was closed meanwhile. */
    private static void join(AtomicReference<Thread> own) throws InterruptedException {
        Objects.requireNonNull(own.get()).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
    }
}

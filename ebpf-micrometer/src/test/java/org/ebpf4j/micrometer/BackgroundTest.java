// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.family;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeMap map = new FakeMap().put(1, 10);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayLoad = new CountDownLatch(1);
    private final AtomicInteger loaded = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** A source that takes as long to load as the test wants. */
    private BoundSource slow(String program) {
        return new BoundSource(program, (kernel, tally) -> {
            begun.countDown();
            awaitNow(mayLoad);
            loaded.incrementAndGet();
            Family family = family(counter("ebpf." + program), label("key", Long::toString), 10, tally);
            MapReader reader = new MapReader(program, 10, map, List.of(), List.of(family), tally);
            return new BoundSource.Loaded(
                    List.of(reader), List.of(), List.of(), List.of(), null, closed::incrementAndGet);
        });
    }

    private static void awaitNow(CountDownLatch latch) {
        try {
            assertTrue(latch.await(LONG.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitUp(EbpfMetrics metrics) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (metrics.status().stream().anyMatch(status -> status.state() != ProgramStatus.State.UP)) {
            assertTrue(System.nanoTime() - end < 0, metrics.status().toString());
            Thread.sleep(1);
        }
        // The programs are up a moment before their meters are there; this takes its turn behind that.
        metrics.refresh();
    }

    private static double up(MeterRegistry registry) {
        return registry.get("ebpf.up").tag("program", "things").gauge().value();
    }

    @Test
    void bindingDoesNotWaitForTheKernel() throws Exception {
        PrometheusMeterRegistry prometheus = prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        try (EbpfMetrics metrics =
                Fixtures.metrics(EbpfMetrics.builder().inBackground(), slow("things"), slow("more"))) {
            metrics.bindTo(prometheus);
            awaitNow(begun);
            // Neither another registry nor a scrape nor a refresh waits for what is being loaded.
            assertTimeoutPreemptively(LONG, () -> metrics.bindTo(simple));
            metrics.refresh();
            assertEquals(0, up(simple));
            assertEquals(ProgramStatus.Cause.LOADING, metrics.status().get(0).cause());
            assertEquals(
                    "ebpf_status{program=\"things\",reason=\"loading\"} 1.0\n",
                    lines(prometheus.scrape(), "ebpf_status{program=\"things\""));
            metrics.refresh();
            assertEquals(0, loaded.get());
            mayLoad.countDown();
            awaitUp(metrics);
            assertEquals(1, up(simple));
            assertEquals(10, simple.get("ebpf.things").functionCounter().count());
            assertEquals(10, simple.get("ebpf.more").functionCounter().count());
            String scrape = prometheus.scrape();
            assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 10.0\n"), scrape);
            assertEquals(
                    "ebpf_status{program=\"things\",reason=\"none\"} 1.0\n",
                    lines(scrape, "ebpf_status{program=\"things\""));
        }
        assertEquals(2, closed.get());
        assertEquals(List.of(), simple.getMeters());
    }

    @Test
    void closingWaitsForWhatIsBeingLoadedAndTakesItAway() throws Exception {
        EbpfMetrics metrics = Fixtures.metrics(EbpfMetrics.builder().inBackground(), slow("things"), slow("more"));
        metrics.bindTo(new SimpleMeterRegistry());
        awaitNow(begun);
        Thread closing = new Thread(metrics::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        mayLoad.countDown();
        closing.join(LONG.toMillis());
        assertEquals(Thread.State.TERMINATED, closing.getState());
        assertEquals(loaded.get(), closed.get(), "whatever came into the kernel has left it");
        assertEquals(ProgramStatus.Cause.CLOSED, metrics.status().get(0).cause());
        assertEquals(ProgramStatus.Cause.CLOSED, metrics.status().get(1).cause());
    }

    @Test
    void theThreadEndsWhereOnlyPrometheusIsBound() throws Exception {
        mayLoad.countDown();
        try (EbpfMetrics metrics = Fixtures.metrics(EbpfMetrics.builder().inBackground(), slow("things"))) {
            metrics.bindTo(prometheus());
            awaitUp(metrics);
            long end = System.nanoTime() + LONG.toNanos();
            while (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("ebpf4j-metrics"))) {
                assertTrue(System.nanoTime() - end < 0, "the thread stays");
                Thread.sleep(10);
            }
        }
    }

    @Test
    void theHostsExecutorLoads() throws Exception {
        mayLoad.countDown();
        ScheduledExecutorService host = Executors.newSingleThreadScheduledExecutor();
        try (EbpfMetrics metrics =
                Fixtures.metrics(EbpfMetrics.builder().inBackground().executor(host), slow("things"))) {
            SimpleMeterRegistry simple = new SimpleMeterRegistry();
            metrics.bindTo(simple);
            host.submit(() -> {}).get();
            assertEquals(10, simple.get("ebpf.things").functionCounter().count());
        } finally {
            host.shutdownNow();
        }
    }

    @Test
    void anExecutorThatWasShutDownKeepsNothingFromLoading() throws Exception {
        mayLoad.countDown();
        ScheduledExecutorService host = Executors.newSingleThreadScheduledExecutor();
        host.shutdownNow();
        try (EbpfMetrics metrics =
                Fixtures.metrics(EbpfMetrics.builder().inBackground().executor(host), slow("things"))) {
            SimpleMeterRegistry simple = new SimpleMeterRegistry();
            metrics.bindTo(simple);
            awaitUp(metrics);
            assertEquals(10, simple.get("ebpf.things").functionCounter().count());
        }
    }
}

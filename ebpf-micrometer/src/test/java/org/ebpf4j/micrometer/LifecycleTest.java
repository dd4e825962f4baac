// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter("ebpf4j-metrics"::equals)
                .toList();
    }

    @Test
    void tellsItsStatusBeforeItIsBoundAndAfterItIsClosed() {
        EbpfMetrics metrics = metrics(source("things", map, counter("ebpf.things"), noLabels()));
        assertEquals(ProgramStatus.State.ABSENT, metrics.status().get(0).state());
        metrics.bindTo(new SimpleMeterRegistry());
        assertEquals(ProgramStatus.State.UP, metrics.status().get(0).state());
        metrics.close();
        assertEquals(ProgramStatus.State.ABSENT, metrics.status().get(0).state());
        assertThrows(IllegalStateException.class, () -> metrics.bindTo(new SimpleMeterRegistry()));
    }

    @Test
    void closeRemovesEverythingAndLeavesNoThread() {
        PrometheusMeterRegistry prometheus = prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        AtomicInteger closed = new AtomicInteger();
        EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString), closed));
        metrics.bindTo(prometheus);
        assertEquals(List.of(), threads(), "a Prometheus registry asks by itself");
        metrics.bindTo(simple);
        assertEquals(List.of("ebpf4j-metrics"), threads());
        FunctionCounter held = simple.get("ebpf.things").tag("key", "2").functionCounter();
        metrics.close();
        metrics.close();
        assertEquals(1, closed.get());
        assertEquals(List.of(), threads());
        assertEquals(List.of(), simple.getMeters());
        assertEquals(List.of(), prometheus.getMeters());
        assertEquals("", lines(prometheus.scrape(), "ebpf"));
        assertEquals(20, held.count(), "a meter that somebody kept still answers");
        int reads = map.reads();
        metrics.refresh();
        assertEquals(reads, map.reads());
    }

    @Test
    void canBeBoundAgainAfterAnotherWasClosed() {
        PrometheusMeterRegistry registry = prometheus();
        for (int round = 0; round < 3; round++) {
            try (EbpfMetrics metrics =
                    metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
                metrics.bindTo(registry);
                assertTrue(registry.scrape().contains("ebpf_things_total{key=\"2\"} 20.0\n"));
            }
        }
    }

    @Test
    void bindingTwiceChangesNothing() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            int meters = registry.getMeters().size();
            metrics.bindTo(registry);
            assertEquals(meters, registry.getMeters().size());
        }
    }

    @Test
    void aSecondBinderLeavesTheProgramToTheFirst() {
        PrometheusMeterRegistry registry = prometheus();
        try (EbpfMetrics first = metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            first.bindTo(registry);
            FakeMap other = new FakeMap().put(1, 555);
            EbpfMetrics second = metrics(source("things", other, counter("ebpf.things"), label("key", Long::toString)));
            second.bindTo(registry);
            String expected = """
                    # HELP ebpf_things_total How many things were counted
                    # TYPE ebpf_things_total counter
                    ebpf_things_total{key="1"} 10.0
                    ebpf_things_total{key="2"} 20.0
                    """;
            assertEquals(expected, lines(registry.scrape(), "ebpf_things"));
            second.close();
            assertEquals(expected, lines(registry.scrape(), "ebpf_things"));
            assertTrue(registry.scrape().contains("ebpf_up{program=\"things\"} 1.0\n"));
        }
    }

    @Test
    void whatTheFirstBinderHadComesBackWithOneThatIsMadeAfterItsEnd() {
        PrometheusMeterRegistry registry = prometheus();
        FakeMap other = new FakeMap().put(1, 555);
        EbpfMetrics first = metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)));
        EbpfMetrics second = metrics(source("things", other, counter("ebpf.things"), label("key", Long::toString)));
        first.bindTo(registry);
        second.bindTo(registry);
        first.close();
        second.refresh();
        assertEquals("", lines(registry.scrape(), "ebpf_things_total"), "it would jump from 10 to 555");
        second.close();
        try (EbpfMetrics third =
                metrics(source("things", other, counter("ebpf.things"), label("key", Long::toString)))) {
            third.bindTo(registry);
            assertTrue(registry.scrape().contains("\nebpf_things_total{key=\"1\"} 555.0\n"));
        }
    }

    @Test
    void theHostsExecutorIsUsedAndLeftRunning() throws Exception {
        ScheduledExecutorService host = Executors.newSingleThreadScheduledExecutor();
        try {
            EbpfMetrics metrics = metrics(
                    EbpfMetrics.builder().executor(host), source("things", map, counter("ebpf.things"), noLabels()));
            metrics.bindTo(new SimpleMeterRegistry());
            assertEquals(List.of(), threads());
            metrics.close();
            assertFalse(host.isShutdown());
            assertTrue(host.submit(() -> true).get());
        } finally {
            host.shutdownNow();
        }
    }

    @Test
    void aHostsExecutorThatWasShutDownIsNotMissed() {
        ScheduledExecutorService host = Executors.newSingleThreadScheduledExecutor();
        host.shutdownNow();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EbpfMetrics metrics = metrics(
                EbpfMetrics.builder().executor(host),
                source("things", map, counter("ebpf.things"), label("key", Long::toString)));
        metrics.bindTo(registry);
        assertEquals(
                20,
                registry.get("ebpf.things").tag("key", "2").functionCounter().count());
        assertEquals(List.of("ebpf4j-metrics"), threads());
        metrics.close();
        assertEquals(List.of(), threads());
    }

    @Test
    void anAgeThatIsNeverReachedIsNoMistake() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EbpfMetrics.Builder builder =
                EbpfMetrics.builder().kernel(new SimulatedKernel()).maxAge(Duration.ofSeconds(Long.MAX_VALUE));
        BoundSource things = source("things", map, counter("ebpf.things"), label("key", Long::toString));
        try (EbpfMetrics metrics = builder.build(List.of(things), Exporters.available())) {
            metrics.bindTo(registry);
            map.put(2, 21);
            metrics.refresh();
            assertEquals(
                    21,
                    registry.get("ebpf.things")
                            .tag("key", "2")
                            .functionCounter()
                            .count());
        }
    }

    @Test
    void theGarbageCollectorDoesNotFreezeCounters() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            java.lang.ref.WeakReference<Object> canary = new java.lang.ref.WeakReference<>(new Object());
            while (canary.get() != null) {
                System.gc();
                Thread.sleep(1);
            }
            map.put(1, 11);
            metrics.refresh();
            assertEquals(
                    11,
                    registry.get("ebpf.things")
                            .tag("key", "1")
                            .functionCounter()
                            .count());
            assertEquals(1, registry.get("ebpf.up").gauge().value());
        }
    }

    @Test
    void twoSourcesOfOneNameAreAMistake() {
        assertThrows(
                IllegalArgumentException.class,
                () -> metrics(
                        source("things", map, counter("a"), noLabels()),
                        source("things", map, counter("b"), noLabels())));
        assertThrows(IllegalArgumentException.class, () -> EbpfMetrics.builder().maxAge(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> EbpfMetrics.builder().maxSeries(0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.failing;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;
import org.junit.jupiter.api.Test;

class EbpfMetricsTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);

    @Test
    void aProgramThatCannotBeLoadedIsAbsentAloneAndSaysWhy() {
        PrometheusMeterRegistry registry = prometheus();
        try (EbpfMetrics metrics = metrics(
                failing(
                        "io",
                        new PermissionException(
                                "io.bpf.o: program issue can't be loaded: CAP_BPF is missing. Grant CAP_BPF.", 1)),
                source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            String scrape = registry.scrape();
            assertEquals("""
                    # HELP ebpf_up Whether the eBPF program is loaded and attached
                    # TYPE ebpf_up gauge
                    ebpf_up{program="io"} 0.0
                    ebpf_up{program="things"} 1.0
                    """, lines(scrape, "ebpf_up"));
            assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 10.0\n"), scrape);
            assertEquals(
                    List.of(
                            new ProgramStatus(
                                    "io",
                                    ProgramStatus.State.ABSENT,
                                    ProgramStatus.Cause.PERMISSION,
                                    "io.bpf.o: program issue can't be loaded: CAP_BPF is missing. Grant CAP_BPF."),
                            new ProgramStatus("things", ProgramStatus.State.UP, ProgramStatus.Cause.NONE, "")),
                    metrics.status());
        }
    }

    @Test
    void anyRegistryGetsFunctionCounters() {
        FakeMap latency = new FakeMap().put(0, 5, 3, 2, 1, 123_456);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EbpfMetrics metrics = metrics(
                source("things", map, counter("ebpf.things"), label("key", Long::toString)),
                source("latency", latency, histogram("ebpf.latency"), noLabels()))) {
            metrics.bindTo(registry);
            assertEquals(
                    20,
                    registry.get("ebpf.things")
                            .tag("key", "2")
                            .functionCounter()
                            .count());
            assertEquals(
                    11, registry.get("ebpf.latency.count").functionCounter().count());
            assertEquals(
                    0.000123456,
                    registry.get("ebpf.latency.sum").functionCounter().count());
            for (String[] bucket :
                    new String[][] {{"0.000001", "5"}, {"0.000002", "8"}, {"0.000004", "10"}, {"+Inf", "11"}}) {
                assertEquals(
                        Double.parseDouble(bucket[1]),
                        registry.get("ebpf.latency.histogram")
                                .tag("le", bucket[0])
                                .functionCounter()
                                .count());
            }
            map.put(2, 21).put(3, 1);
            map.remove(1);
            metrics.refresh();
            assertEquals(
                    21,
                    registry.get("ebpf.things")
                            .tag("key", "2")
                            .functionCounter()
                            .count());
            assertEquals(
                    1,
                    registry.get("ebpf.things")
                            .tag("key", "3")
                            .functionCounter()
                            .count());
            assertEquals(
                    0, registry.find("ebpf.things").tag("key", "1").meters().size());
        }
    }

    @Test
    void registriesOfACompositeAgreeAndLateOnesAreFound() {
        PrometheusMeterRegistry prometheus = prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry inner = new CompositeMeterRegistry();
        CompositeMeterRegistry root = new CompositeMeterRegistry();
        root.add(prometheus).add(inner);
        inner.add(simple);
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(root);
            assertTrue(prometheus.scrape().contains("ebpf_things_total{key=\"2\"} 20.0\n"));
            assertEquals(
                    20,
                    simple.get("ebpf.things").tag("key", "2").functionCounter().count());
            SimpleMeterRegistry late = new SimpleMeterRegistry();
            inner.add(late);
            metrics.refresh();
            assertEquals(
                    20,
                    late.get("ebpf.things").tag("key", "2").functionCounter().count());
            assertEquals(1, late.get("ebpf.up").gauge().value());
            inner.remove(simple);
            metrics.refresh();
            assertEquals(List.of(), simple.getMeters());
            map.put(2, 30);
            assertTrue(prometheus.scrape().contains("ebpf_things_total{key=\"2\"} 30.0\n"));
            assertEquals(
                    30,
                    late.get("ebpf.things").tag("key", "2").functionCounter().count());
        }
    }

    @Test
    void oneScrapeReadsAMapOnceWhateverTheNumberOfMeters() {
        PrometheusMeterRegistry registry = prometheus();
        BoundSource shared = new BoundSource("shared", (kernel, tally) -> {
            Family first = Fixtures.family(counter("ebpf.first"), label("key", Long::toString), 10, tally);
            Family second = Fixtures.family(counter("ebpf.second"), noLabels(), 10, tally);
            MapReader reader = new MapReader("shared", 100, map, List.of(), List.of(first, second), tally);
            return new BoundSource.Loaded(List.of(reader), List.of(), List.of(), List.of(), null, () -> {});
        });
        try (EbpfMetrics metrics = metrics(shared)) {
            metrics.bindTo(registry);
            int before = map.reads();
            String scrape = registry.scrape();
            assertEquals(before + 1, map.reads());
            assertTrue(scrape.contains("ebpf_first_total{key=\"1\"} 10.0\n"));
            assertTrue(scrape.contains("ebpf_second_total 30.0\n"));
        }
    }

    @Test
    void aMapThatCannotBeReadServesItsLastValuesAndCounts() {
        PrometheusMeterRegistry registry = prometheus();
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            registry.scrape();
            map.put(1, 99).failWith(new SystemCallException("map things can't be read: EIO (5)", 5));
            String failed = registry.scrape();
            assertTrue(failed.contains("ebpf_things_total{key=\"1\"} 10.0\n"), failed);
            map.failWith(null);
            String again = registry.scrape();
            assertTrue(again.contains("ebpf_things_total{key=\"1\"} 99.0\n"), again);
            assertTrue(again.contains("ebpf_collect_errors_total{program=\"things\"} 1.0\n"), again);
        }
    }

    @Test
    void aThreadThatIsInterruptedIsServedAndStaysInterrupted() {
        PrometheusMeterRegistry registry = prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            metrics.bindTo(simple);
            map.put(2, 21);
            Thread.currentThread().interrupt();
            String scrape = registry.scrape();
            metrics.refresh();
            assertTrue(Thread.interrupted());
            assertTrue(scrape.contains("ebpf_things_total{key=\"2\"} 21.0\n"), scrape);
            assertEquals(
                    21,
                    simple.get("ebpf.things").tag("key", "2").functionCounter().count());
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void tagsAreOnEveryMeter() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EbpfMetrics.Builder builder = EbpfMetrics.builder().tags(io.micrometer.core.instrument.Tags.of("team", "blue"));
        try (EbpfMetrics metrics =
                metrics(builder, source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            for (Meter meter : registry.getMeters()) {
                assertEquals("blue", meter.getId().getTag("team"), meter.getId().toString());
            }
        }
    }
}

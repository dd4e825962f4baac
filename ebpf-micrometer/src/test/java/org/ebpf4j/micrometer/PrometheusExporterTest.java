// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.gauge;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusExporterTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);
    private final FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
    private final PrometheusMeterRegistry registry = prometheus();
    private final EbpfMetrics metrics = metrics(
            source("things", map, counter("ebpf.things"), label("key", Long::toString)),
            source("latency", latency, histogram("ebpf.latency"), label("disk", key -> "sd\"" + key)));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void writesCountersAndTrueHistograms() {
        metrics.bindTo(registry);
        assertEquals("""
                # HELP ebpf_things_total How many things were counted
                # TYPE ebpf_things_total counter
                ebpf_things_total{key="1"} 10.0
                ebpf_things_total{key="2"} 20.0
                """, lines(registry.scrape(), "ebpf_things"));
        assertEquals("""
                # HELP ebpf_latency_seconds How long things took
                # TYPE ebpf_latency_seconds histogram
                ebpf_latency_seconds_bucket{disk="sd\\"7",le="1.0E-6"} 5
                ebpf_latency_seconds_bucket{disk="sd\\"7",le="2.0E-6"} 8
                ebpf_latency_seconds_bucket{disk="sd\\"7",le="4.0E-6"} 8
                ebpf_latency_seconds_bucket{disk="sd\\"7",le="+Inf"} 9
                ebpf_latency_seconds_count{disk="sd\\"7"} 9
                ebpf_latency_seconds_sum{disk="sd\\"7"} 1.23456E-4
                """, lines(registry.scrape(), "ebpf_latency"));
    }

    @Test
    void writesOpenMetrics() {
        metrics.bindTo(registry);
        String text = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertTrue(text.contains("# TYPE ebpf_things counter\n"), text);
        assertTrue(text.contains("ebpf_things_total{key=\"2\"} 20.0\n"), text);
        assertTrue(text.contains("ebpf_latency_seconds_bucket{disk=\"sd\\\"7\",le=\"+Inf\"} 9\n"), text);
    }

    @Test
    void everyScrapeIsFresh() {
        metrics.bindTo(registry);
        registry.scrape();
        map.put(1, 11).put(3, 30);
        map.remove(2);
        latency.put(7, 5, 3, 0, 2, 223_456);
        String scrape = registry.scrape();
        assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 11.0\n"), scrape);
        assertTrue(scrape.contains("ebpf_things_total{key=\"3\"} 30.0\n"), scrape);
        assertTrue(!scrape.contains("ebpf_things_total{key=\"2\"}"), scrape);
        assertTrue(scrape.contains("le=\"+Inf\"} 10\n"), scrape);
        assertTrue(scrape.contains("ebpf_latency_seconds_sum{disk=\"sd\\\"7\"} 2.23456E-4\n"), scrape);
    }

    @Test
    void filtersOfTheRegistryApply() {
        registry.config()
                .commonTags("app", "shop")
                .meterFilter(MeterFilter.deny(id -> "2".equals(id.getTag("shard"))))
                .meterFilter(MeterFilter.renameTag("ebpf.things", "key", "shard"))
                .meterFilter(new MeterFilter() {
                    @Override
                    public Meter.Id map(Meter.Id id) {
                        return id.getName().equals("ebpf.latency") ? id.withName("kernel.wait") : id;
                    }
                });
        metrics.bindTo(registry);
        String scrape = registry.scrape();
        assertEquals("ebpf_things_total{app=\"shop\",shard=\"1\"} 10.0\n", lines(scrape, "ebpf_things_total{"));
        assertTrue(scrape.contains("kernel_wait_seconds_count{app=\"shop\",disk=\"sd\\\"7\"} 9\n"), scrape);
        assertTrue(!scrape.contains("ebpf_latency"), scrape);
    }

    @Test
    void seriesThatAFilterMakesEqualAreAddedUpAndNeverFall() {
        registry.config().meterFilter(MeterFilter.ignoreTags("key"));
        metrics.bindTo(registry);
        assertTrue(registry.scrape().contains("\nebpf_things_total 30.0\n"));
        map.remove(2);
        map.put(1, 15);
        assertTrue(registry.scrape().contains("\nebpf_things_total 35.0\n"));
    }

    @Test
    void leavesNoMeterOfOursBehindButThoseAboutThePrograms() {
        metrics.bindTo(registry);
        registry.scrape();
        assertEquals(
                Fixtures.SELF,
                registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void givesWayToAMeterThatTheHostHas() {
        Counter host = Counter.builder("ebpf.latency").baseUnit("seconds").register(registry);
        host.increment(3);
        metrics.bindTo(registry);
        String scrape = registry.scrape();
        assertTrue(scrape.contains("\nebpf_latency_seconds_total 3.0\n"), scrape);
        assertTrue(!scrape.contains("ebpf_latency_seconds_bucket"), scrape);
        assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 10.0\n"), scrape);
    }

    @Test
    void givesWayToAMeterThatTheHostRegistersLater() {
        metrics.bindTo(registry);
        assertTrue(registry.scrape().contains("ebpf_latency_seconds_bucket"));
        Timer host = Timer.builder("ebpf.latency").tag("disk", "sd\"7").register(registry);
        host.record(java.time.Duration.ofSeconds(2));
        Counter.builder("ebpf.things").tag("key", "1").register(registry).increment();
        String scrape = registry.scrape();
        assertTrue(scrape.contains("ebpf_latency_seconds_sum{disk=\"sd\\\"7\"} 2.0\n"), scrape);
        assertTrue(!scrape.contains("ebpf_latency_seconds_bucket"), scrape);
        assertEquals("ebpf_things_total{key=\"1\"} 1.0\n", lines(scrape, "ebpf_things_total{"));
    }

    @Test
    void aFilterThatThrowsCostsOnlyTheSeries() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if ("2".equals(id.getTag("key"))) {
                    throw new IllegalStateException("a bug of the host's");
                }
                return id;
            }
        });
        metrics.bindTo(registry);
        assertEquals("ebpf_things_total{key=\"1\"} 10.0\n", lines(registry.scrape(), "ebpf_things_total{"));
    }

    @Test
    void namesThatTheConventionMakesEqualDoNotBreakTheScrape() {
        try (EbpfMetrics more = metrics(
                source("a", map, counter("x.y"), label("key", Long::toString)),
                source("b", latency, histogram("x_y"), label("key", Long::toString)),
                source("c", latency, counter("x-y"), noLabels()))) {
            more.bindTo(registry);
            String scrape = registry.scrape();
            assertTrue(scrape.contains("x_y_total{key=\"1\"} 10.0\n"), scrape);
            assertEquals(
                    1,
                    scrape.lines()
                            .filter(line -> line.startsWith("# TYPE x_y_total "))
                            .count());
        }
    }

    @Test
    void aListenerThatScrapesWhileWeAskForAnIdDoesNotHang() {
        List<String> scrapes = new ArrayList<>();
        registry.config().onMeterAdded(meter -> scrapes.add(registry.scrape()));
        metrics.bindTo(registry);
        String scrape = registry.scrape();
        assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 10.0\n"), scrape);
        assertTrue(!scrapes.isEmpty());
    }

    @Test
    void threeScrapersUnderChurnAlwaysSeeAValidPicture() throws Exception {
        metrics.bindTo(registry);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService scrapers = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(scrapers.submit(() -> {
                    int scrapes = 0;
                    double before = 0;
                    while (!done.get() || scrapes == 0) {
                        String scrape = registry.scrape();
                        String line = lines(scrape, "ebpf_things_total{key=\"1\"}");
                        double steady = Double.parseDouble(line.substring(line.indexOf(' ')));
                        assertTrue(steady >= before, "fell from " + before + " to " + steady);
                        before = steady;
                        scrapes++;
                    }
                    return scrapes;
                }));
            }
            for (int i = 0; i < 2000; i++) {
                map.put(1, 10 + i).put(100 + i % 50, i);
                map.remove(100 + (i * 7) % 50);
                latency.put(i % 20, i, i, i, i, i);
                latency.remove((i * 3) % 20);
                Thread.onSpinWait();
            }
            done.set(true);
            for (Future<Integer> answer : answers) {
                assertTrue(answer.get() > 0);
            }
        } finally {
            done.set(true);
            scrapers.shutdownNow();
        }
        assertEquals(
                0,
                registry.get("ebpf.collect.errors")
                        .tag("program", "things")
                        .functionCounter()
                        .count());
        assertTrue(registry.scrape().contains("ebpf_things_total{key=\"1\"} 2009.0\n"));
    }

    @Test
    void givesWayToThePartsOfAMeterOfTheHosts() {
        Timer.builder("rpc").register(registry);
        LongTaskTimer.builder("job").register(registry);
        FakeMap one = new FakeMap().put(1, 5);
        try (EbpfMetrics parts = metrics(
                source("a", one, gauge("rpc.seconds.count"), noLabels()),
                source("b", one, gauge("rpc.seconds.max"), noLabels()),
                source("c", one, gauge("job.seconds.sum"), noLabels()),
                source("d", one, gauge("batch.size.count"), noLabels()))) {
            parts.bindTo(registry);
            String scrape = registry.scrape();
            assertEquals("rpc_seconds_count 0\n", lines(scrape, "rpc_seconds_count"));
            assertEquals("rpc_seconds_max 0.0\n", lines(scrape, "rpc_seconds_max 0"));
            assertEquals("job_seconds_sum 0.0\n", lines(scrape, "job_seconds_sum"));
            assertTrue(scrape.contains("\nbatch_size_count 0.005\n"), scrape);
            DistributionSummary.builder("batch.size").register(registry);
            assertEquals("batch_size_count 0\n", lines(registry.scrape(), "batch_size_count"));
        }
    }

    @Test
    void commonTagsAreOnTheMetersAboutThePrograms() {
        registry.config().commonTags(List.of(Tag.of("app", "shop")));
        metrics.bindTo(registry);
        assertTrue(registry.scrape().contains("ebpf_up{app=\"shop\",program=\"things\"} 1.0\n"));
    }
}

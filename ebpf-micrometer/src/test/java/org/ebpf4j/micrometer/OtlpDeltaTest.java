// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static io.micrometer.registry.otlp.AggregationTemporality.DELTA;
import static io.opentelemetry.proto.metrics.v1.AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.registry.otlp.Publishing;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpDeltaTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);
    private final FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
    private final OtlpHost host = new OtlpHost(DELTA);
    private final EbpfMetrics metrics = metrics(
            EbpfMetrics.builder().otlp(host.sender),
            source("things", map, counter("ebpf.things"), label("key", Long::toString)),
            source("latency", latency, histogram("ebpf.latency"), noLabels()));

    @AfterEach
    void close() {
        metrics.close();
    }

    private static Map<String, Long> counts(Metric metric) {
        Map<String, Long> counts = new TreeMap<>();
        for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
            counts.put(OtlpHost.attributes(point.getAttributesList()).get("key"), point.getAsInt());
        }
        return counts;
    }

    @Test
    void sendsWhatCameSinceThePublishBefore() {
        long bound = host.clock.wallTime() * 1_000_000;
        metrics.bindTo(host.registry);
        OtlpHost.Kernel first = host.kernel();
        assertEquals(
                AGGREGATION_TEMPORALITY_DELTA,
                first.metric("ebpf.things").getSum().getAggregationTemporality());
        assertEquals(
                AGGREGATION_TEMPORALITY_DELTA,
                first.metric("ebpf.latency").getHistogram().getAggregationTemporality());
        assertEquals(Map.of("1", 10L, "2", 20L), counts(first.metric("ebpf.things")));
        map.put(1, 13);
        latency.put(7, 5, 4, 0, 3, 223_456);
        OtlpHost.Kernel second = host.kernel();
        assertEquals(Map.of("1", 3L, "2", 0L), counts(second.metric("ebpf.things")));
        HistogramDataPoint point = second.metric("ebpf.latency").getHistogram().getDataPoints(0);
        assertEquals(List.of(0L, 1L, 0L, 2L), point.getBucketCountsList());
        assertEquals(3, point.getCount());
        assertEquals(100_000 / 1e9, point.getSum());
        assertEquals(bound + OtlpHost.STEP_NANOS, point.getStartTimeUnixNano());
        assertEquals(bound + 2 * OtlpHost.STEP_NANOS, point.getTimeUnixNano());
    }

    @Test
    void aPublishThatFailedIsMadeGoodByTheNext() {
        metrics.bindTo(host.registry);
        host.publish();
        long lastArrival = host.clock.wallTime() * 1_000_000;
        map.put(1, 13);
        host.failing = true;
        assertEquals(List.of(), host.publish());
        map.put(1, 15);
        assertEquals(List.of(), host.publish());
        host.failing = false;
        Metric things = host.kernel().metric("ebpf.things");
        assertEquals(Map.of("1", 5L, "2", 0L), counts(things));
        NumberDataPoint point = things.getSum().getDataPoints(0);
        assertEquals(lastArrival, point.getStartTimeUnixNano());
        assertEquals(lastArrival + 3 * OtlpHost.STEP_NANOS, point.getTimeUnixNano());
        assertEquals(Map.of("1", 0L, "2", 0L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void whatASeriesCountedBeforeItLeftIsSentOnceMoreAndThenNoPointIs() {
        metrics.bindTo(host.registry);
        host.publish();
        map.put(2, 27);
        metrics.refresh();
        map.remove(2);
        host.failing = true;
        host.publish();
        host.failing = false;
        assertEquals(Map.of("1", 0L, "2", 7L), counts(host.kernel().metric("ebpf.things")));
        assertEquals(Map.of("1", 0L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void aSeriesThatCameAndLeftBetweenTwoPublishesIsSent() {
        metrics.bindTo(host.registry);
        host.publish();
        map.put(3, 5);
        metrics.refresh();
        map.remove(3);
        metrics.refresh();
        assertEquals(Map.of("1", 0L, "2", 0L, "3", 5L), counts(host.kernel().metric("ebpf.things")));
        assertEquals(Map.of("1", 0L, "2", 0L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void aSeriesThatComesBackBeforeItsLastPointArrivedLosesNothing() {
        metrics.bindTo(host.registry);
        host.publish();
        map.put(2, 27);
        metrics.refresh();
        map.remove(2);
        metrics.refresh();
        map.put(2, 4);
        assertEquals(Map.of("1", 0L, "2", 11L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void aSeriesThatLeftBeforeTheFirstPublishIsSentWithIt() {
        metrics.bindTo(host.registry);
        map.put(3, 5);
        metrics.refresh();
        map.remove(3);
        metrics.refresh();
        assertEquals(Map.of("1", 10L, "2", 20L, "3", 5L), counts(host.kernel().metric("ebpf.things")));
        assertEquals(Map.of("1", 0L, "2", 0L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void seriesThatLeaveWhileNothingCanBeSentDoNotPileUp() {
        metrics.bindTo(host.registry);
        host.publish();
        host.failing = true;
        for (int round = 0; round < 25; round++) {
            for (int i = 0; i < 100; i++) {
                map.put(1000 + 100 * round + i, 1);
            }
            if (round % 2 == 0) {
                metrics.refresh();
            } else {
                host.publish();
            }
            for (int i = 0; i < 100; i++) {
                map.remove(1000 + 100 * round + i);
            }
        }
        host.failing = false;
        assertEquals(1000 + 2, counts(host.kernel().metric("ebpf.things")).size());
        assertEquals(2, counts(host.kernel().metric("ebpf.things")).size());
    }

    @Test
    void failuresAndRefreshesOfOtherThreadsNeitherLoseNorDouble() throws Exception {
        metrics.bindTo(host.registry);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService others = Executors.newFixedThreadPool(2);
        try {
            Future<?> refreshing = others.submit(() -> {
                while (!done.get()) {
                    metrics.refresh();
                }
            });
            Future<?> publishing = others.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    host.failing = i % 3 == 0;
                    Publishing.publish(host.registry);
                }
                done.set(true);
            });
            for (int i = 1; !done.get(); i = Math.min(i + 1, 1_000_000)) {
                map.put(1, 10 + i);
                latency.put(7, 5 + i, 3 + i, i, 1 + i, 123_456 + i);
            }
            publishing.get();
            refreshing.get();
        } finally {
            done.set(true);
            others.shutdownNow();
        }
        map.put(1, 10_000_000);
        latency.put(7, 10_000_000, 9_000_000, 8_000_000, 7_000_000, 6_000_000);
        host.failing = false;
        host.publish();
        long total = 0;
        long[] buckets = new long[4];
        for (var request : host.sent) {
            OtlpHost.Kernel sent = OtlpHost.kernel(List.of(OtlpHost.decoded(request)));
            assertEquals(2, sent.names().size());
            total += counts(sent.metric("ebpf.things")).getOrDefault("1", 0L);
            HistogramDataPoint point =
                    sent.metric("ebpf.latency").getHistogram().getDataPoints(0);
            long count = 0;
            for (int slot = 0; slot < 4; slot++) {
                assertTrue(point.getBucketCounts(slot) >= 0);
                buckets[slot] += point.getBucketCounts(slot);
                count += point.getBucketCounts(slot);
            }
            assertEquals(count, point.getCount());
        }
        assertEquals(10_000_000, total);
        assertEquals(10_000_000, buckets[0]);
        assertEquals(7_000_000, buckets[3]);
    }

    @Test
    void gaugesAreSentAsTheyAreWhateverTheTemporality() {
        FakeMap levels = new FakeMap().put(1, -7000);
        OtlpHost other = new OtlpHost(DELTA);
        try (EbpfMetrics gauges = Fixtures.metrics(
                EbpfMetrics.builder().otlp(other.sender),
                Fixtures.source("levels", levels, Fixtures.gauge("ebpf.level"), Fixtures.noLabels()))) {
            gauges.bindTo(other.registry);
            for (long level : new long[] {-7000, -7000, 250, 0}) {
                levels.put(1, level);
                var sent = other.kernel().metric("ebpf.level").getGauge();
                assertEquals(1, sent.getDataPointsCount());
                assertEquals(level / 1000.0, sent.getDataPoints(0).getAsDouble());
            }
            levels.remove(1);
            assertFalse(other.kernel().names().contains("ebpf.level"), "a gauge leaves with its key");
        }
    }
}

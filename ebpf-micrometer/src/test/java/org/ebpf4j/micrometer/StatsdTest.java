// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.statsd.StatsdFlavor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a StatsD server has added up of what it was sent over UDP. */
class StatsdTest {
    private static final List<String> ETSY = List.of(
            "shopThings.key.1.statistic.count",
            "shopThings.key.2.statistic.count",
            "shopLatencyHistogram.le.0.000001.statistic.count",
            "shopLatencyHistogram.le.0.000002.statistic.count",
            "shopLatencyHistogram.le.0.000004.statistic.count",
            "shopLatencyHistogram.le.+Inf.statistic.count",
            "shopLatencyCount.statistic.count",
            "shopLatencySum.statistic.count");
    private static final List<String> DATADOG = List.of(
            "shop.things#statistic:count,key:1",
            "shop.things#statistic:count,key:2",
            "shop.latency.histogram#statistic:count,le:0.000001",
            "shop.latency.histogram#statistic:count,le:0.000002",
            "shop.latency.histogram#statistic:count,le:0.000004",
            "shop.latency.histogram#statistic:count,le:+Inf",
            "shop.latency.count#statistic:count",
            "shop.latency.sum#statistic:count");

    private final FakeMap things = new FakeMap().put(1, 1_000_000).put(2, 20);
    private final FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);

    @ParameterizedTest
    @EnumSource(names = {"ETSY", "DATADOG"})
    void countersAddUpToWhatTheMapCountedThroughResetsAndKeysThatComeBack(StatsdFlavor flavor) {
        try (StatsdHost host = new StatsdHost(flavor);
                EbpfMetrics metrics = metrics(
                        source("things", things, counter("shop.things"), label("key", Long::toString)),
                        source("latency", latency, histogram("shop.latency"), noLabels()))) {
            metrics.bindTo(host.registry);
            assertEquals(named(flavor, 1_000_000, 20, 5, 8, 8, 9, 9, 123_456), host.totals("shop"));
            things.put(1, 1_000_007).put(2, 3); // One grows, the other starts over.
            latency.put(7, 6, 3, 2, 1, 133_456);
            metrics.refresh();
            assertEquals(named(flavor, 1_000_007, 23, 6, 9, 11, 12, 12, 133_456), host.totals("shop"));
            things.remove(2);
            metrics.refresh();
            things.put(2, 4);
            metrics.refresh();
            assertEquals(named(flavor, 1_000_007, 27, 6, 9, 11, 12, 12, 133_456), host.totals("shop"));
        }
    }

    @Test
    void fractionsOfAUnitAreSentInTheKernelsOwn() {
        Scale nanoseconds = Scale.of(new BigDecimal("1e-9"));
        Scale kibibytes = Scale.of(BigDecimal.valueOf(1024));
        FakeMap map = new FakeMap().put(1, 300_000_000);
        try (StatsdHost host = new StatsdHost(StatsdFlavor.DATADOG);
                EbpfMetrics metrics = metrics(
                        source("cpu", map, counter("shop.cpu", "seconds", nanoseconds), noLabels()),
                        source("sent", map, counter("shop.sent", "bytes", kibibytes), noLabels()))) {
            metrics.bindTo(host.registry);
            assertEquals(
                    Map.of("shop.cpu#statistic:count", 300_000_000L, "shop.sent#statistic:count", 300_000_000L * 1024),
                    host.totals("shop"));
        }
    }

    private static Map<String, Long> named(StatsdFlavor flavor, long... numbers) {
        List<String> names = flavor == StatsdFlavor.ETSY ? ETSY : DATADOG;
        assertEquals(names.size(), numbers.length);
        Map<String, Long> named = new TreeMap<>();
        for (int i = 0; i < numbers.length; i++) {
            named.put(names.get(i), numbers[i]);
        }
        return named;
    }
}

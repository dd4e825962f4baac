// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.gauge;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an InfluxDB is told, step by step. */
class InfluxTest {
    private final FakeMap things = new FakeMap().put(1, 1_000_000).put(2, 20);
    private final FakeMap latency =
            new FakeMap().put(7, 5, 3, 0, 1, 123_000); // The registry writes six decimals: microseconds.
    private final FakeMap level = new FakeMap().put(3, -1500);
    private final InfluxHost host = new InfluxHost();

    @AfterEach
    void close() {
        host.close();
    }

    /** One number for each measurement and its tags, without those that all have. */
    private Map<String, Double> step() {
        Map<String, Double> step = new TreeMap<>();
        for (InfluxLine line : host.publish()) {
            if (line.measurement().startsWith("shop")) {
                Map<String, String> tags = new TreeMap<>(line.tags());
                String kind = tags.remove("metric_type");
                assertEquals(line.measurement().equals("shop_level") ? "gauge" : "counter", kind);
                assertEquals(List.of("value"), List.copyOf(line.fields().keySet()));
                String point = line.measurement() + (tags.isEmpty() ? "" : tags.toString());
                assertEquals(null, step.put(point, line.fields().get("value")), point + " is there twice");
            }
        }
        return step;
    }

    @Test
    void eachStepHasWhatWasCountedInIt() {
        try (EbpfMetrics metrics = metrics(
                source("things", things, counter("shop.things"), label("key", Long::toString)),
                source("latency", latency, histogram("shop.latency"), noLabels()),
                source("level", level, gauge("shop.level"), noLabels()))) {
            metrics.bindTo(host.registry);
            assertEquals(points(1_000_000, 20, 5, 8, 8, 9, 9, 0.000123, -1.5), step());
            things.put(1, 1_000_007).put(2, 3); // One grows, the other starts over.
            latency.put(7, 6, 3, 2, 1, 133_000);
            level.put(3, 250);
            metrics.refresh();
            assertEquals(points(7, 3, 1, 1, 3, 3, 3, 0.00001, 0.25), step());
            assertEquals(points(0, 0, 0, 0, 0, 0, 0, 0, 0.25), step());
        }
    }

    private static Map<String, Double> points(double... numbers) {
        List<String> names = List.of(
                "shop_things{key=1}",
                "shop_things{key=2}",
                "shop_latency_histogram{le=0.000001}",
                "shop_latency_histogram{le=0.000002}",
                "shop_latency_histogram{le=0.000004}",
                "shop_latency_histogram{le=+Inf}",
                "shop_latency_count",
                "shop_latency_sum",
                "shop_level");
        assertEquals(names.size(), numbers.length);
        Map<String, Double> points = new TreeMap<>();
        for (int i = 0; i < numbers.length; i++) {
            points.put(names.get(i), numbers[i]);
        }
        return points;
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a,b=c", "a\\b", "naïve", "-1", "none"})
    void textsOfLabelsArriveAsTheyAre(String text) {
        try (EbpfMetrics metrics =
                metrics(source("things", things, counter("shop.things"), label("key", key -> text)))) {
            metrics.bindTo(host.registry);
            assertEquals(Map.of("shop_things{key=" + text + "}", 1_000_020.0), step());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a b=1",
                "a b=1 x",
                ",a=b c=1 1",
                "a,b c=1 1",
                "a,b= c=1 1",
                "a,b=c,b=d e=1 1",
                "a b=NaN 1",
                "a b=1,b=2 1",
                "a b=c=d 1",
                "a,b=c=d e=1 1",
                "a,b=c  e=1 1",
                "a b=1 1 "
            })
    void theParserTakesNothingElse(String line) {
        assertThrows(AssertionError.class, () -> InfluxLine.parse(line));
    }
}

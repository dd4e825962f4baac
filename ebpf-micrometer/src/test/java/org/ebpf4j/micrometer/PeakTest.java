// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Gauges of the greatest number of a while. */
class PeakTest {
    private static final ObjectMetrics OBJECT = ObjectMetrics.of(PeakTest.class, "meters.bpf.o");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeMap map = new FakeMap();
    private long nanos;

    /** The numbers shown after a picture of a map that is emptied by it. */
    private Map<String, Long> readAfter(int seconds, Family family) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        family.update(map, map.read());
        map.remove(1);
        map.remove(2);
        Map<String, Long> values = new TreeMap<>();
        for (Series series : family.series()) {
            values.put(series.labels().get(0), series.value(0));
        }
        return values;
    }

    @Test
    void theGreatestNumberStaysForTheWindow() {
        MeterLayout layout = new MeterLayout.GaugeLayout(
                "peak", "", null, new ValueField(0, Long.BYTES, true), Scale.ONE, Fold.PEAK);
        Family family = new Family(
                layout, label("key", Long::toString), Long.BYTES, 10, Retention.of(MINUTE), new Tally(), () -> nanos);
        map.put(1, -5).put(2, 7);
        assertEquals(Map.of("1", -5L, "2", 7L), readAfter(0, family));
        assertEquals(Map.of("1", -5L, "2", 7L), readAfter(10, family), "an emptied map is no news");
        map.put(1, -9);
        assertEquals(Map.of("1", -5L, "2", 7L), readAfter(10, family));
        map.put(1, 3);
        assertEquals(Map.of("1", 3L, "2", 7L), readAfter(10, family));
        map.put(1, 1);
        assertEquals(Map.of("1", 3L, "2", 7L), readAfter(20, family));
        assertEquals(Map.of("1", 3L), readAfter(20, family), "the second was last seen 70 seconds ago");
        assertEquals(Map.of("1", 1L), readAfter(30, family));
        assertEquals(Map.of(), readAfter(30, family));
    }

    @Test
    void aSeriesLeavesWithItsLastNumber() {
        MeterLayout layout = new MeterLayout.GaugeLayout(
                "peak", "", null, new ValueField(0, Long.BYTES, true), Scale.ONE, Fold.PEAK);
        Family family = new Family(
                layout, label("key", Long::toString), Long.BYTES, 10, Retention.of(MINUTE), new Tally(), () -> nanos);
        map.put(1, -5);
        assertEquals(Map.of("1", -5L), readAfter(0, family));
        assertEquals(Map.of("1", -5L), readAfter(20, family));
        assertEquals(Map.of("1", -5L), readAfter(39, family));
        assertEquals(Map.of(), readAfter(1, family), "and not as a zero that nobody has seen");
    }

    private static byte[] u32(int value) {
        return CStruct.of().u32(value).bytes();
    }

    @Test
    void theMapIsEmptiedWhenItIsReadAndEveryRegistrySeesTheSame() {
        SimulatedKernel kernel = new SimulatedKernel();
        PrometheusMeterRegistry prometheus = Fixtures.prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        ObjectMetrics source = OBJECT.gauge(
                "narrow",
                g -> g.name("shop.peak").maxOver(Duration.ofDays(1)).label("key", Fixtures.decoder(4, Long::toString)));
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(source).build()) {
            metrics.bindTo(simple);
            metrics.bindTo(prometheus);
            kernel.map("narrow").put(u32(1), u32(5));
            assertTrue(prometheus.scrape().contains("\nshop_peak{key=\"1\"} 5.0\n"));
            kernel.map("narrow").put(u32(1), u32(4));
            assertTrue(prometheus.scrape().contains("\nshop_peak{key=\"1\"} 5.0\n"));
            metrics.refresh();
            assertEquals(5, simple.get("shop.peak").gauge().value());
            assertEquals(0, simple.get("ebpf.map.entries").gauge().value(), "taken by the scrape before");
            kernel.map("narrow").put(u32(1), u32(-1));
            metrics.refresh();
            assertEquals(4294967295.0, simple.get("shop.peak").gauge().value());
        }
    }
}

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

import com.codahale.metrics.MetricRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.dropwizard.DropwizardConfig;
import io.micrometer.core.instrument.dropwizard.DropwizardMeterRegistry;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a registry of Dropwizard's shows, of which kind those of Graphite and JMX are. */
class DropwizardTest {
    private final MetricRegistry shown = new MetricRegistry();

    private final DropwizardMeterRegistry registry =
            new DropwizardMeterRegistry(
                    new DropwizardConfig() {
                        @Override
                        public String prefix() {
                            return "test";
                        }

                        @Override
                        public @Nullable String get(String key) {
                            return null;
                        }
                    },
                    shown,
                    HierarchicalNameMapper.DEFAULT,
                    Clock.SYSTEM) {
                @Override
                protected Double nullGaugeValue() {
                    return Double.NaN;
                }
            };

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        shown.getMeters((name, meter) -> name.startsWith("shop"))
                .forEach((name, meter) -> counts.put(name, meter.getCount()));
        return counts;
    }

    @Test
    void sumsAreInAUnitThatIsNotCutToWholeOnes() {
        FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
        try (EbpfMetrics metrics = metrics(
                source("latency", latency, histogram("shop.latency"), noLabels()),
                source(
                        "time",
                        new FakeMap().put(1, 1_500_000_000),
                        counter("shop.time", "seconds", Scale.NANOS_TO_SECONDS),
                        label("key", Long::toString)),
                source("level", new FakeMap().put(1, 1500), gauge("shop.level"), noLabels()))) {
            metrics.bindTo(registry);
            assertEquals(
                    Map.of(
                            "shopLatencyCount", 9L,
                            "shopLatencySum", 123_456L,
                            "shopLatencyHistogram.le.0.000001", 5L,
                            "shopLatencyHistogram.le.0.000002", 8L,
                            "shopLatencyHistogram.le.0.000004", 8L,
                            "shopLatencyHistogram.le.+Inf", 9L,
                            "shopTime.key.1", 1_500_000_000L),
                    counts());
            assertEquals(1.5, shown.gauge("shopLevel").getValue());
            latency.put(7, 6, 3, 0, 1, 124_000);
            metrics.refresh();
            assertEquals(124_000, counts().get("shopLatencySum"));
        }
        assertEquals(Set.of(), shown.getNames());
    }
}

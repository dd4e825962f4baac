// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every OTLP registry gets whose sender is not ours, so also those of Micrometer before 1.15, which have none. */
class FunctionCountersForOtlpTest {
    @Test
    void anOtlpRegistryAsItComesGetsFunctionCounters() {
        OtlpConfig config = key -> Map.of("otlp.enabled", "false").get(key);
        OtlpMeterRegistry registry = new OtlpMeterRegistry(config, Clock.SYSTEM);
        FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
        try (EbpfMetrics metrics = metrics(source("latency", latency, histogram("ebpf.latency"), noLabels()))) {
            metrics.bindTo(registry);
            assertEquals(9, registry.get("ebpf.latency.count").functionCounter().count());
            assertEquals(
                    8,
                    registry.get("ebpf.latency.histogram")
                            .tag("le", "0.000002")
                            .functionCounter()
                            .count());
        }
    }
}

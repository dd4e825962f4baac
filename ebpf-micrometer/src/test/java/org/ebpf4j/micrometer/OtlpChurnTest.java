// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Tag;

/** The same while a registry publishes by OTLP, from publish to publish, as often as it can. */
@Tag("host") // As above.
@KernelTest
class OtlpChurnTest extends SeriesChurnTest {
    private final OtlpHost host = new OtlpHost(AggregationTemporality.DELTA);
    private final Map<String, Long> published = new HashMap<>();

    @Override
    EbpfMetrics.Builder builder() {
        return EbpfMetrics.builder().otlp(host.sender);
    }

    @Override
    CompositeMeterRegistry also(CompositeMeterRegistry registries) {
        return registries.add(host.registry);
    }

    @Override
    void askOther() {
        host.kernel().byName().forEach((name, metric) -> {
            if (name.startsWith("churn.")) {
                for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
                    assertTrue(point.getAsInt() >= 0, name + " fell by " + point.getAsInt());
                    published.merge(name, point.getAsInt(), Long::sum);
                }
            }
        });
        host.made.clear();
        host.sent.clear();
    }

    @Override
    void assertOther(Map<String, Long> totals) {
        assertEquals(totals, published);
    }
}

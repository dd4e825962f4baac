// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A host that listens to meters that are removed, and fails. */
class FailingListenerTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);

    private static <R extends MeterRegistry> R failing(R registry) {
        registry.config().onMeterRemoved(meter -> {
            throw new IllegalStateException("the host's listener fails");
        });
        return registry;
    }

    @Test
    void closingTakesAllOutAllTheSame() {
        SimpleMeterRegistry registry = failing(new SimpleMeterRegistry());
        AtomicInteger closed = new AtomicInteger();
        EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString), closed));
        metrics.bindTo(registry);
        metrics.close();
        assertEquals(List.of(), registry.getMeters());
        assertEquals(1, closed.get());
    }

    @Test
    void aSeriesThatLeavesTakesAllOfItsMetersAlong() {
        SimpleMeterRegistry registry = failing(new SimpleMeterRegistry());
        FakeMap latency = new FakeMap().put(1, 5, 3, 0, 1, 100).put(2, 1, 1, 1, 1, 100);
        try (EbpfMetrics metrics =
                metrics(source("latency", latency, histogram("ebpf.latency"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            latency.remove(2);
            metrics.refresh();
            assertEquals(
                    List.of(),
                    registry.find("ebpf.latency.sum").tag("key", "2").meters().stream()
                            .toList());
            assertEquals(
                    List.of(),
                    registry.find("ebpf.latency.histogram").tag("key", "2").meters().stream()
                            .toList());
            assertEquals(9, registry.get("ebpf.latency.count").functionCounter().count());
        }
    }

    @Test
    void prometheusHasAllSeries() {
        PrometheusMeterRegistry registry = failing(prometheus());
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            assertEquals("""
                    ebpf_things_total{key="1"} 10.0
                    ebpf_things_total{key="2"} 20.0
                    """, lines(registry.scrape(), "ebpf_things_total{"));
        }
    }
}

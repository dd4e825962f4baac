// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static io.micrometer.registry.otlp.AggregationTemporality.CUMULATIVE;
import static io.micrometer.registry.otlp.AggregationTemporality.DELTA;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.Publishing;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which registry a sender belongs to shows only when it publishes. */
class OtlpRegistriesTest {
    private final FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);

    private EbpfMetrics latencyBy(EbpfOtlpSender... senders) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder();
        for (EbpfOtlpSender sender : senders) {
            builder.otlp(sender);
        }
        return metrics(builder, source("latency", latency, histogram("ebpf.latency"), noLabels()));
    }

    private static String seen(OtlpHost host) {
        HistogramDataPoint point =
                host.kernel().metric("ebpf.latency").getHistogram().getDataPoints(0);
        return point.getCount() + " by " + OtlpHost.attributes(point.getAttributesList());
    }

    private static boolean hasFunctionCounters(OtlpMeterRegistry registry) {
        return registry.find("ebpf.latency.count").functionCounter() != null;
    }

    @Test
    void twoRegistriesWithSendersOfTheirOwn() {
        OtlpHost first = new OtlpHost(CUMULATIVE);
        OtlpHost second = new OtlpHost(DELTA);
        first.registry.config().commonTags("to", "first");
        second.registry.config().commonTags("to", "second");
        CompositeMeterRegistry root = new CompositeMeterRegistry();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        root.add(first.registry).add(second.registry).add(simple);
        try (EbpfMetrics metrics = latencyBy(second.sender, first.sender)) {
            metrics.bindTo(root);
            assertEquals("9 by {to=first}", seen(first));
            assertEquals("9 by {to=second}", seen(second));
            latency.put(7, 5, 3, 1, 2, 223_456);
            assertEquals("2 by {to=second}", seen(second));
            assertEquals("11 by {to=first}", seen(first));
            assertEquals(11, simple.get("ebpf.latency.count").functionCounter().count());
            root.remove(first.registry);
            metrics.refresh();
            assertEquals(Set.of(), first.kernel().names());
            assertEquals("0 by {to=second}", seen(second));
        }
    }

    @Test
    void twoRegistriesWithOneSender() {
        OtlpHost first = new OtlpHost(CUMULATIVE);
        OtlpHost second = new OtlpHost(DELTA, 10_000, first.sender);
        first.registry.config().commonTags("to", "first");
        second.registry.config().commonTags("to", "second");
        try (EbpfMetrics metrics = latencyBy(first.sender)) {
            metrics.bindTo(first.registry);
            metrics.bindTo(second.registry);
            for (int round = 0; round < 2; round++) {
                assertEquals("9 by {to=first}", seen(first));
                int before = first.sent.size();
                second.clock.addSeconds(60);
                Publishing.publish(second.registry);
                HistogramDataPoint point = OtlpHost.kernel(List.of(OtlpHost.decoded(first.sent.get(before))))
                        .metric("ebpf.latency")
                        .getHistogram()
                        .getDataPoints(0);
                assertEquals(Map.of("to", "second"), OtlpHost.attributes(point.getAttributesList()));
                assertEquals(round == 0 ? 9 : 0, point.getCount());
            }
        }
    }

    @Test
    void aRegistryWithoutOneOfTheSendersGetsFunctionCountersWhenThatShows() {
        OtlpHost with = new OtlpHost(CUMULATIVE);
        OtlpHost without = new OtlpHost(CUMULATIVE);
        try (EbpfMetrics metrics = latencyBy(with.sender)) {
            metrics.bindTo(with.registry);
            metrics.bindTo(without.registry);
            for (int i = 0; i < 3; i++) {
                assertEquals(Set.of(), without.kernel().names());
            }
            assertTrue(!hasFunctionCounters(without.registry));
            metrics.refresh();
            assertEquals("9 by {}", seen(with));
            assertTrue(hasFunctionCounters(without.registry));
            assertEquals(
                    9,
                    without.registry.get("ebpf.latency.count").functionCounter().count());
            assertTrue(!hasFunctionCounters(with.registry));
        }
        assertEquals(List.of(), without.registry.getMeters());
        assertEquals(List.of(), with.registry.getMeters());
    }

    @Test
    void readsThatAreNoPublishDoNotTakeTheHistogramsAwayForLong() {
        OtlpHost host = new OtlpHost(CUMULATIVE);
        try (EbpfMetrics metrics = latencyBy(host.sender)) {
            metrics.bindTo(host.registry);
            for (int i = 0; i < 5; i++) {
                host.registry.get("ebpf.up").gauge().value();
            }
            metrics.refresh();
            assertTrue(hasFunctionCounters(host.registry));
            assertEquals(Set.of(), host.kernel().names());
            metrics.refresh();
            assertTrue(!hasFunctionCounters(host.registry));
            assertEquals("9 by {}", seen(host));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void smallBatchesAreNoObstacle(int meters) {
        OtlpHost host = new OtlpHost(CUMULATIVE, meters, null);
        try (EbpfMetrics metrics = latencyBy(host.sender)) {
            metrics.bindTo(host.registry);
            host.publish(); // The one in which the first sum may come before ebpf.up, which says whose it is.
            host.publish();
            assertEquals("9 by {}", seen(host));
            assertEquals("9 by {}", seen(host));
        }
    }

    @Test
    void aBinderWithoutSendersMakesFunctionCountersAtOnce() {
        OtlpHost host = new OtlpHost(CUMULATIVE);
        try (EbpfMetrics metrics = latencyBy()) {
            metrics.bindTo(host.registry);
            assertTrue(hasFunctionCounters(host.registry));
            assertEquals(Set.of(), host.kernel().names());
        }
    }

    @Test
    void aRegistryThatDeniesTheMetersAboutProgramsGetsFunctionCounters() {
        OtlpHost host = new OtlpHost(CUMULATIVE);
        host.registry.config().meterFilter(MeterFilter.denyNameStartsWith("ebpf.up"));
        try (EbpfMetrics metrics = latencyBy(host.sender)) {
            metrics.bindTo(host.registry);
            assertTrue(hasFunctionCounters(host.registry));
            assertEquals(Set.of(), host.kernel().names());
        }
    }
}

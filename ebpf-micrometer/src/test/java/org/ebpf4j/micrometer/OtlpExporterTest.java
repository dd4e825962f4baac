// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static io.micrometer.registry.otlp.AggregationTemporality.CUMULATIVE;
import static io.opentelemetry.proto.metrics.v1.AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.micrometer.registry.otlp.Publishing;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.SystemCallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpExporterTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);
    private final FakeMap latency = new FakeMap().put(7, 5, 3, 0, 1, 123_456);
    private final OtlpHost host = new OtlpHost(CUMULATIVE);
    private final EbpfMetrics metrics = metrics(
            EbpfMetrics.builder().otlp(host.sender),
            source("things", map, counter("ebpf.things"), label("key", Long::toString)),
            source("latency", latency, histogram("ebpf.latency"), label("disk", key -> "sd" + key)));

    @AfterEach
    void close() {
        metrics.close();
    }

    private static Map<String, Long> counts(Metric metric) {
        Map<String, Long> counts = new TreeMap<>();
        for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
            counts.put(OtlpHost.attributes(point.getAttributesList()).toString(), point.getAsInt());
        }
        return counts;
    }

    @Test
    void sendsSumsAndTrueHistograms() {
        long bound = host.clock.wallTime() * 1_000_000;
        metrics.bindTo(host.registry);
        OtlpHost.Kernel sent = host.kernel();
        assertEquals(Set.of("ebpf.things", "ebpf.latency"), sent.names());

        Metric things = sent.metric("ebpf.things");
        assertEquals("How many things were counted", things.getDescription());
        assertEquals("", things.getUnit());
        assertTrue(things.getSum().getIsMonotonic());
        assertEquals(AGGREGATION_TEMPORALITY_CUMULATIVE, things.getSum().getAggregationTemporality());
        assertEquals(Map.of("{key=1}", 10L, "{key=2}", 20L), counts(things));
        for (NumberDataPoint point : things.getSum().getDataPointsList()) {
            assertEquals(bound, point.getStartTimeUnixNano());
            assertEquals(bound + OtlpHost.STEP_NANOS, point.getTimeUnixNano());
        }

        Metric waits = sent.metric("ebpf.latency");
        assertEquals("How long things took", waits.getDescription());
        assertEquals("seconds", waits.getUnit());
        assertEquals(AGGREGATION_TEMPORALITY_CUMULATIVE, waits.getHistogram().getAggregationTemporality());
        assertEquals(1, waits.getHistogram().getDataPointsCount());
        HistogramDataPoint point = waits.getHistogram().getDataPoints(0);
        assertEquals(Map.of("disk", "sd7"), OtlpHost.attributes(point.getAttributesList()));
        assertEquals(List.of(1e-6, 2e-6, 4e-6), point.getExplicitBoundsList());
        assertEquals(List.of(5L, 3L, 0L, 1L), point.getBucketCountsList());
        assertEquals(9, point.getCount());
        assertTrue(point.hasSum());
        assertEquals(123_456 / 1e9, point.getSum());
        assertEquals(bound, point.getStartTimeUnixNano());
        assertEquals(bound + OtlpHost.STEP_NANOS, point.getTimeUnixNano());
    }

    @Test
    void isAboutTheHostsResourceAndLeavesTheHostsMetricsAsTheyWere() {
        Counter orders = Counter.builder("orders").register(host.registry);
        orders.increment(3);
        metrics.bindTo(host.registry);
        ExportMetricsServiceRequest sent = host.publish().get(0);
        assertEquals(2, sent.getResourceMetricsCount());
        assertEquals(
                sent.getResourceMetrics(0).getResource(),
                sent.getResourceMetrics(1).getResource());
        assertEquals(
                "shop",
                OtlpHost.attributes(sent.getResourceMetrics(1).getResource().getAttributesList())
                        .get("service.name"));
        OtlpMetricsSender.Request made = host.made.get(0);
        byte[] before = made.getMetricsData();
        byte[] after = host.sent.get(0).getMetricsData();
        assertTrue(after.length > before.length);
        assertArrayEquals(before, Arrays.copyOf(after, before.length));
        assertEquals(made.getAddress(), host.sent.get(0).getAddress());
        assertEquals(made.getHeaders(), host.sent.get(0).getHeaders());
        assertTrue(sent.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
                .anyMatch(metric -> metric.getName().equals("orders")
                        && metric.getSum().getDataPoints(0).getAsDouble() == 3));
    }

    @Test
    void everyPublishIsFreshAndReadsAMapOnce() {
        metrics.bindTo(host.registry);
        host.publish();
        map.put(1, 11).put(3, 30);
        map.remove(2);
        int reads = map.reads();
        assertEquals(
                Map.of("{key=1}", 11L, "{key=3}", 30L), counts(host.kernel().metric("ebpf.things")));
        assertEquals(reads + 1, map.reads());
    }

    @Test
    void aSeriesThatComesBackHasANewStart() {
        metrics.bindTo(host.registry);
        host.publish();
        map.remove(2);
        host.publish();
        long goneAt = host.clock.wallTime() * 1_000_000;
        map.put(2, 4);
        Metric things = host.kernel().metric("ebpf.things");
        assertEquals(Map.of("{key=1}", 10L, "{key=2}", 4L), counts(things));
        for (NumberDataPoint point : things.getSum().getDataPointsList()) {
            boolean back = point.getAsInt() == 4;
            assertEquals(back ? goneAt : goneAt - 2 * OtlpHost.STEP_NANOS, point.getStartTimeUnixNano());
        }
    }

    @Test
    void isSentOncePerPublishWhateverTheNumberOfBatches() {
        OtlpHost batched = new OtlpHost(CUMULATIVE, 2, null);
        for (int i = 0; i < 10; i++) {
            Counter.builder("host." + i).register(batched.registry).increment();
        }
        try (EbpfMetrics bound = metrics(
                EbpfMetrics.builder().otlp(batched.sender),
                source("things", map, counter("ebpf.things"), label("key", Long::toString)),
                source("latency", latency, histogram("ebpf.latency"), noLabels()))) {
            bound.bindTo(batched.registry);
            for (int publish = 0; publish < 3; publish++) {
                List<ExportMetricsServiceRequest> payloads = batched.publish();
                assertTrue(payloads.size() > 5, payloads.size() + " batches");
                List<ResourceMetrics> ours = payloads.stream()
                        .flatMap(payload -> OtlpHost.ours(payload).stream())
                        .toList();
                assertEquals(1, ours.size());
                assertEquals(2, ours.get(0).getScopeMetrics(0).getMetricsCount());
            }
        }
    }

    @Test
    void filtersOfTheRegistryApply() {
        host.registry
                .config()
                .commonTags("app", "shop")
                .meterFilter(MeterFilter.deny(id -> "2".equals(id.getTag("shard"))))
                .meterFilter(MeterFilter.renameTag("ebpf.things", "key", "shard"))
                .meterFilter(new MeterFilter() {
                    @Override
                    public Meter.Id map(Meter.Id id) {
                        return id.getName().equals("ebpf.latency") ? id.withName("kernel.wait") : id;
                    }
                });
        metrics.bindTo(host.registry);
        OtlpHost.Kernel sent = host.kernel();
        assertEquals(Set.of("ebpf.things", "kernel.wait"), sent.names());
        assertEquals(Map.of("{app=shop, shard=1}", 10L), counts(sent.metric("ebpf.things")));
    }

    @Test
    void seriesThatAFilterMakesEqualAreAddedUpAndNeverFall() {
        host.registry.config().meterFilter(MeterFilter.ignoreTags("key"));
        metrics.bindTo(host.registry);
        assertEquals(Map.of("{}", 30L), counts(host.kernel().metric("ebpf.things")));
        map.remove(2);
        map.put(1, 15);
        assertEquals(Map.of("{}", 35L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void aFilterThatThrowsCostsOnlyTheSeries() {
        host.registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if ("2".equals(id.getTag("key"))) {
                    throw new IllegalStateException("a bug of the host's");
                }
                return id;
            }
        });
        metrics.bindTo(host.registry);
        assertEquals(Map.of("{key=1}", 10L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void leavesNoMeterOfOursBehindAndNoEmptyMetric() {
        metrics.bindTo(host.registry);
        host.publish();
        for (ExportMetricsServiceRequest payload : host.publish()) {
            for (Metric metric :
                    payload.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
                assertNotEquals(Metric.DataCase.DATA_NOT_SET, metric.getDataCase(), metric.getName());
            }
        }
        assertEquals(
                Fixtures.SELF,
                host.registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void givesWayToAMeterThatTheHostHasOrRegistersLater() {
        Counter.builder("ebpf.latency").register(host.registry).increment();
        metrics.bindTo(host.registry);
        assertEquals(Set.of("ebpf.things"), host.kernel().names());
        Counter.builder("ebpf.things").tag("other", "tag").register(host.registry);
        assertEquals(Set.of(), host.kernel().names());
    }

    @Test
    void countsBeyondSigned64BitsAreDoubles() {
        map.put(1, Long.MAX_VALUE).put(2, Long.MIN_VALUE);
        metrics.bindTo(host.registry);
        for (NumberDataPoint point :
                host.kernel().metric("ebpf.things").getSum().getDataPointsList()) {
            boolean first = OtlpHost.attributes(point.getAttributesList()).containsValue("1");
            assertEquals(first, point.hasAsInt());
            assertEquals(!first, point.hasAsDouble());
            assertEquals(first ? Long.MAX_VALUE : 0, point.getAsInt());
            assertEquals(first ? 0 : 0x1p63, point.getAsDouble());
        }
    }

    @Test
    void aMapThatCannotBeReadServesItsLastValues() {
        metrics.bindTo(host.registry);
        host.publish();
        map.put(1, 99).failWith(new SystemCallException("map things can't be read: EIO (5)", 5));
        assertEquals(
                Map.of("{key=1}", 10L, "{key=2}", 20L), counts(host.kernel().metric("ebpf.things")));
        map.failWith(null);
        assertEquals(
                Map.of("{key=1}", 99L, "{key=2}", 20L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void passesOnWhatItDoesNotUnderstandAndCountsIt() throws Exception {
        metrics.bindTo(host.registry);
        for (byte[] broken : new byte[][] {{0x0a, 0x7f, 1}, {0x0b}, {(byte) 0xff}, "no protobuf".getBytes(UTF_8)}) {
            host.registry.get("ebpf.up").tag("program", "things").gauge().value();
            OtlpMetricsSender.Request request =
                    OtlpMetricsSender.Request.builder(broken).build();
            host.sender.send(request);
            assertSame(request, host.sent.get(host.sent.size() - 1));
        }
        assertEquals(
                4,
                host.registry
                        .get("ebpf.collect.errors")
                        .tag("program", "things")
                        .functionCounter()
                        .count());
        assertEquals(2, host.kernel().names().size());
    }

    @Test
    void aListenerThatPublishesWhileWeAskForAnIdDoesNotHang() {
        host.registry.config().onMeterAdded(meter -> Publishing.publish(host.registry));
        metrics.bindTo(host.registry);
        assertEquals(
                Map.of("{key=1}", 10L, "{key=2}", 20L), counts(host.kernel().metric("ebpf.things")));
    }

    @Test
    void aListenerThatRefreshesWhileWeAskForAnIdCountsNothingTwice() {
        metrics.bindTo(host.registry);
        AtomicInteger refreshes = new AtomicInteger();
        host.registry.config().onMeterAdded(meter -> {
            map.put(3 + refreshes.incrementAndGet(), 1);
            metrics.refresh();
        });
        assertEquals(
                Map.of("{key=1}", 10L, "{key=2}", 20L), counts(host.kernel().metric("ebpf.things")));
        assertEquals(3, refreshes.get());
        Map<String, Long> later = counts(host.kernel().metric("ebpf.things"));
        assertEquals(Map.of("{key=1}", 10L, "{key=2}", 20L, "{key=4}", 1L, "{key=5}", 1L, "{key=6}", 1L), later);
        assertEquals(
                0,
                host.registry
                        .get("ebpf.collect.errors")
                        .tag("program", "things")
                        .functionCounter()
                        .count());
    }

    @Test
    void closingLeavesNothingAndAnotherBinderCanFollow() throws Exception {
        metrics.bindTo(host.registry);
        assertEquals(2, host.kernel().names().size());
        metrics.close();
        assertEquals(List.of(), host.registry.getMeters());
        assertEquals(List.of(), host.publish());
        OtlpMetricsSender.Request request = OtlpMetricsSender.Request.builder(
                        host.made.get(0).getMetricsData())
                .build();
        host.sender.send(request);
        assertSame(request, host.sent.get(host.sent.size() - 1));
        for (int round = 0; round < 3; round++) {
            try (EbpfMetrics again = metrics(
                    EbpfMetrics.builder().otlp(host.sender),
                    source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
                again.bindTo(host.registry);
                assertEquals(
                        Map.of("{key=1}", 10L, "{key=2}", 20L),
                        counts(host.kernel().metric("ebpf.things")));
            }
        }
    }

    @Test
    void twoBindersOfOneSenderEachSendTheirOwn() {
        metrics.bindTo(host.registry);
        try (EbpfMetrics second = metrics(
                EbpfMetrics.builder().otlp(host.sender),
                source("things", new FakeMap().put(1, 555), counter("ebpf.things"), noLabels()),
                source("more", map, counter("ebpf.more"), noLabels()))) {
            second.bindTo(host.registry);
            OtlpHost.Kernel sent = host.kernel();
            assertEquals(Set.of("ebpf.latency", "ebpf.more", "ebpf.things"), sent.names());
            assertEquals(Map.of("{key=1}", 10L, "{key=2}", 20L), counts(sent.metric("ebpf.things")));
            assertEquals(Map.of("{}", 30L), counts(sent.metric("ebpf.more")));
        }
    }

    @Test
    void theHostsFailureReachesTheHost() throws Exception {
        metrics.bindTo(host.registry);
        host.publish();
        host.failing = true;
        host.registry.get("ebpf.up").tag("program", "things").gauge().value();
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> host.sender.send(host.made.get(0)));
        assertEquals("503", thrown.getMessage());
        host.failing = false;
        assertFalse(host.kernel().names().isEmpty());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.registry.otlp.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that programs of the real kernel send, as OTLP's points. */
@KernelTest(needs = {Need.BPF, Need.RING_BUFFER})
class OtlpEventsTest {
    private static Map<String, Long> counts(OtlpHost.Kernel sent) {
        Map<String, Long> counts = new TreeMap<>();
        for (NumberDataPoint point : sent.metric("shop.calls").getSum().getDataPointsList()) {
            counts.put(OtlpHost.attributes(point.getAttributesList()).toString(), point.getAsInt());
        }
        return counts;
    }

    private static Map<String, List<Long>> buckets(OtlpHost.Kernel sent) {
        Map<String, List<Long>> buckets = new TreeMap<>();
        for (HistogramDataPoint point :
                sent.metric("shop.latency").getHistogram().getDataPointsList()) {
            buckets.put(OtlpHost.attributes(point.getAttributesList()).toString(), point.getBucketCountsList());
        }
        return buckets;
    }

    @ParameterizedTest
    @EnumSource(AggregationTemporality.class)
    void everyRecordIsInOnePublish(AggregationTemporality temporality, Kernel kernel) {
        Sender sender = new Sender(kernel);
        OtlpHost otlp = new OtlpHost(temporality);
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(sender.kernel())
                .add(EventsKernelTest.both("calls"))
                .otlp(otlp.sender)
                .build()) {
            metrics.bindTo(otlp.registry);
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
            boolean adds = temporality == AggregationTemporality.CUMULATIVE;
            for (int round = 1; round <= 20; round++) {
                sender.run("send", 20, 3, 1000);
                sender.run("send", 10, 4, 1001);
                sender.run("send", 1, 4, 4001);
                OtlpHost.Kernel sent = otlp.kernel();
                long times = adds ? round : 1;
                assertEquals(Map.of("{comm=c0}", 20 * times, "{comm=c1}", 11 * times), counts(sent));
                assertEquals(
                        Map.of(
                                "{kind=3}", List.of(20 * times, 0L, 0L, 0L),
                                "{kind=4}", List.of(0L, 10 * times, 0L, times)),
                        buckets(sent));
            }
        }
    }
}

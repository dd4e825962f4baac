// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** What a collector of OTLP makes of the points that it gets: it adds up deltas, and cumulative points whose start is another. */
final class OtlpBackEnd implements BackEnd {
    private static final String NAME = "ebpf.blockio.latency";

    final OtlpHost host;
    private final boolean delta;
    private final String disk;
    private Totals ended = Totals.NONE;
    private Totals current = Totals.NONE;
    private long start;
    private long end;

    OtlpBackEnd(AggregationTemporality temporality, String disk) {
        host = new OtlpHost(temporality);
        delta = temporality == AggregationTemporality.DELTA;
        this.disk = disk;
    }

    @Override
    public MeterRegistry registry() {
        return host.registry;
    }

    @Override
    public void listen() {
        OtlpHost.Kernel published = host.kernel();
        if (!published.names().contains(NAME)) {
            return;
        }
        for (HistogramDataPoint point : published.metric(NAME).getHistogram().getDataPointsList()) {
            Map<String, String> attributes = OtlpHost.attributes(point.getAttributesList());
            if (attributes.equals(Map.of("device", disk, "operation", "write"))) {
                take(point);
            }
        }
    }

    private void take(HistogramDataPoint point) {
        if (point.getStartTimeUnixNano() != start) {
            if (point.getStartTimeUnixNano() < end) {
                throw new AssertionError("points overlap: one starts at " + point.getStartTimeUnixNano()
                        + ", the one before ended at " + end);
            }
            start = point.getStartTimeUnixNano();
            ended = ended.plus(current);
        } else if (delta && end != 0) {
            throw new AssertionError("two delta points start at " + start);
        }
        end = point.getTimeUnixNano();
        current = totals(point);
    }

    private static Totals totals(HistogramDataPoint point) {
        Map<String, Long> buckets = new TreeMap<>();
        long upTo = 0;
        for (int i = 0; i < point.getBucketCountsCount(); i++) {
            upTo += point.getBucketCounts(i);
            boolean last = i == point.getExplicitBoundsCount();
            buckets.put(
                    BackEnd.bound(
                            last
                                    ? "+Inf"
                                    : BigDecimal.valueOf(point.getExplicitBounds(i))
                                            .toPlainString()),
                    upTo);
        }
        return new Totals(point.getCount(), point.getSum(), buckets);
    }

    @Override
    public Totals totals() {
        return ended.plus(current);
    }

    @Override
    public boolean addsUp() {
        return true;
    }

    @Override
    public void close() {
        host.registry.close();
    }
}

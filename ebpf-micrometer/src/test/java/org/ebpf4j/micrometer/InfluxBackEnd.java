// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the steps in an InfluxDB add up to. */
final class InfluxBackEnd implements BackEnd {
    private static final String NAME = "ebpf_blockio_latency";

    private final InfluxHost host = new InfluxHost();
    private final String disk;
    private Totals totals = Totals.NONE;

    InfluxBackEnd(String disk) {
        this.disk = disk;
        host.registry.counter("own"); // A registry without meters sends nothing.
    }

    @Override
    public MeterRegistry registry() {
        return host.registry;
    }

    @Override
    public void listen() {
        Map<String, Long> buckets = new TreeMap<>();
        long count = 0;
        double sum = 0;
        for (InfluxLine line : host.publish()) {
            if (!line.measurement().startsWith(NAME)
                    || !disk.equals(line.tags().get("device"))
                    || !"write".equals(line.tags().get("operation"))) {
                continue;
            }
            double value = Objects.requireNonNull(line.fields().get("value"));
            switch (line.measurement()) {
                case NAME + "_count" -> count = (long) value;
                case NAME + "_sum" -> sum = value;
                default -> buckets.put(BackEnd.bound(String.valueOf(line.tags().get("le"))), (long) value);
            }
        }
        totals = totals.plus(new Totals(count, sum, buckets));
    }

    @Override
    public Totals totals() {
        return totals;
    }

    @Override
    public boolean addsUp() {
        return true;
    }

    @Override
    public void close() {
        host.close();
    }
}

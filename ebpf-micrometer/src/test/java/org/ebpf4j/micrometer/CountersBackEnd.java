// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What a service reads from a registry in memory. */
final class CountersBackEnd implements BackEnd {
    private static final String NAME = "ebpf.blockio.latency";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String disk;
    private Totals totals = Totals.NONE;

    CountersBackEnd(String disk) {
        this.disk = disk;
    }

    @Override
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void listen() {
        Map<String, Long> buckets = new TreeMap<>();
        for (FunctionCounter bucket : counters(".histogram")) {
            String le = String.valueOf(bucket.getId().getTag("le"));
            buckets.put(BackEnd.bound(le), (long) bucket.count());
        }
        for (FunctionCounter count : counters(".count")) {
            double sum = counters(".sum").iterator().next().count();
            totals = new Totals((long) count.count(), sum, buckets);
        }
    }

    private Collection<FunctionCounter> counters(String part) {
        return registry.find(NAME + part)
                .tags("device", disk, "operation", "write")
                .functionCounters();
    }

    @Override
    public Totals totals() {
        return totals;
    }

    @Override
    public boolean addsUp() {
        return false;
    }

    @Override
    public void close() {
        registry.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.statsd.StatsdFlavor;
import java.util.Map;
import java.util.TreeMap;

/** What a StatsD server of Datadog's flavour adds up, nanoseconds for the sum. */
final class StatsdBackEnd implements BackEnd {
    private static final String NAME = "ebpf.blockio.latency";

    private final StatsdHost host;
    private Map<String, Long> numbers = Map.of();

    StatsdBackEnd(String disk) {
        host = new StatsdHost(
                StatsdFlavor.DATADOG,
                // The client drops lines of a poll that has too many.
                MeterFilter.denyNameStartsWith("ebpf.blockio.size"),
                MeterFilter.deny(id -> id.getName().startsWith(NAME)
                        && !(disk.equals(id.getTag("device")) && "write".equals(id.getTag("operation")))));
    }

    @Override
    public MeterRegistry registry() {
        return host.registry;
    }

    @Override
    public void listen() {
        numbers = host.totals(NAME);
    }

    @Override
    public Totals totals() {
        Map<String, Long> buckets = new TreeMap<>();
        long count = 0;
        long sum = 0;
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            String name = number.getKey();
            if (name.startsWith(NAME + ".count")) {
                count = number.getValue();
            } else if (name.startsWith(NAME + ".sum")) {
                sum = number.getValue();
            } else {
                String le = name.replaceFirst(".*,le:([^,]+).*", "$1");
                buckets.put(BackEnd.bound(le), number.getValue());
            }
        }
        return new Totals(count, sum / 1e9, buckets);
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

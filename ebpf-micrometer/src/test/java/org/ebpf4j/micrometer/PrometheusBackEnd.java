// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.TreeMap;

/** What a Prometheus server scrapes. */
final class PrometheusBackEnd implements BackEnd {
    private final PrometheusMeterRegistry registry = Fixtures.prometheus();
    private final String labels;
    private Totals totals = Totals.NONE;

    PrometheusBackEnd(String disk) {
        labels = "{device=\"" + disk + "\",operation=\"write\"";
    }

    @Override
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void listen() {
        Map<String, Long> buckets = new TreeMap<>();
        long count = -1;
        double sum = 0;
        for (String line : registry.scrape().lines().toList()) {
            String value = line.substring(line.lastIndexOf(' ') + 1);
            if (line.startsWith("ebpf_blockio_latency_seconds_bucket" + labels)) {
                String bound = line.substring(line.indexOf(",le=\"") + 5, line.lastIndexOf('"'));
                buckets.put(BackEnd.bound(bound), Long.parseLong(value));
            } else if (line.startsWith("ebpf_blockio_latency_seconds_count" + labels)) {
                count = Long.parseLong(value);
            } else if (line.startsWith("ebpf_blockio_latency_seconds_sum" + labels)) {
                sum = Double.parseDouble(value);
            }
        }
        if (count >= 0) {
            totals = new Totals(count, sum, buckets);
        }
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

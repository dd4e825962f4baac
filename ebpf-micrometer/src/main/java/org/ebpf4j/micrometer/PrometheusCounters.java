// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;

/** A family of counters whose lines are sorted already and of different labels; to find that out again costs more than to read them. */
final class PrometheusCounters extends CounterSnapshot {
    private final List<CounterDataPointSnapshot> points;

    /**
     * A family.
     *
     * @param points not to be changed
     */
    PrometheusCounters(MetricMetadata metadata, List<CounterDataPointSnapshot> points) {
        super(metadata, List.of());
        this.points = points;
    }

    @Override
    public List<CounterDataPointSnapshot> getDataPoints() {
        return points;
    }
}

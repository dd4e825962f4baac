// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** A counter's line that is used again and again, and has its value in a place beside those of others. Any thread may read. */
final class PrometheusCounterPoint extends CounterDataPointSnapshot {
    private final long[] values;
    private final int at;

    /**
     * A line.
     *
     * @param values bits of the values of lines
     * @param at where its own are
     */
    PrometheusCounterPoint(Labels labels, long[] values, int at) {
        super(0, labels, null, 0);
        this.values = values;
        this.at = at;
    }

    @Override
    public double getValue() {
        return Double.longBitsToDouble((long) Series.NUMBERS.getOpaque(values, at));
    }
}

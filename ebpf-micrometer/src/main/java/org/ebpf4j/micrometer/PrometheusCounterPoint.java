// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** A counter's line that is used again and again. Written by one thread at a time; any thread may read. */
final class PrometheusCounterPoint extends CounterDataPointSnapshot {
    private volatile double value;

    PrometheusCounterPoint(Labels labels) {
        super(0, labels, null, 0);
    }

    void show(double now) {
        value = now;
    }

    @Override
    public double getValue() {
        return value;
    }
}

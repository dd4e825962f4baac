// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A counter's line that is used again and again. Written by one thread at a time; any thread may read. */
final class PrometheusCounterPoint extends CounterDataPointSnapshot {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PrometheusCounterPoint.class, "value", double.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by VALUE, without the fence of a volatile write
    private double value;

    PrometheusCounterPoint(Labels labels) {
        super(0, labels, null, 0);
    }

    void show(double now) {
        VALUE.setRelease(this, now);
    }

    @Override
    public double getValue() {
        return (double) VALUE.getAcquire(this);
    }
}

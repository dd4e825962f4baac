// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * One time series of a family: label values and one or more unsigned 64-bit totals that only grow. Written by the thread that refreshes; any
 * thread may read, without a lock, and sees each number whole.
 */
final class Series {
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final List<String> labels;
    private final long[] values;
    private int rows;
    private volatile boolean gone;

    Series(List<String> labels, int width) {
        this.labels = labels;
        this.values = new long[width];
    }

    /** The label values, in the order of the family's label names. */
    List<String> labels() {
        return labels;
    }

    /** How many totals there are. */
    int width() {
        return values.length;
    }

    /** A total, to be read as unsigned. */
    long value(int slot) {
        return (long) VALUES.getOpaque(values, slot);
    }

    void add(int slot, long delta) {
        if (delta != 0) {
            VALUES.setOpaque(values, slot, values[slot] + delta);
        }
    }

    /** One more key of the map counts into this series. */
    void join() {
        rows++;
    }

    /** A key left the map; tells whether it was the last one. */
    boolean leave() {
        rows--;
        gone = rows == 0;
        return gone;
    }

    /** Whether no key of the map counts into this series any more; it never comes back, a new series takes its place. */
    boolean gone() {
        return gone;
    }
}

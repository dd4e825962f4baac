// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * One time series of a family: label values and one or more 64-bit numbers, which are unsigned totals that only grow unless it is of a gauge. Written by the thread that refreshes; any
 * thread may read, without a lock, and sees each number whole.
 */
final class Series {
    private static final VarHandle FIRST;
    private static final VarHandle FURTHER = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(Series.class, "first", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final List<String> labels;
    /** The number at 0, here so that a counter is one object. */
    private long first;

    private final long[] further;
    private long gathered;
    private int gatheredFrom;
    private int rows;
    private long idleSince;
    private volatile boolean gone;

    Series(List<String> labels, int width) {
        this.labels = labels;
        this.further = new long[Math.max(0, width - 1)];
    }

    /** The label values, in the order of the family's label names. */
    List<String> labels() {
        return labels;
    }

    /** A total, to be read as unsigned. */
    long value(int slot) {
        return slot == 0 ? (long) FIRST.getOpaque(this) : (long) FURTHER.getOpaque(further, slot - 1);
    }

    void add(int slot, long delta) {
        if (delta == 0) {
            return;
        }
        if (slot == 0) {
            FIRST.setOpaque(this, first + delta);
        } else {
            FURTHER.setOpaque(further, slot - 1, further[slot - 1] + delta);
        }
    }

    /** What a number is to become at {@link #show}: that of one key, put together with those of others in the same picture. */
    void gather(int picture, long number, LongBinaryOperator together) {
        gathered = gatheredFrom == picture ? together.applyAsLong(gathered, number) : number;
        gatheredFrom = picture;
    }

    /** Makes what was gathered from a picture the first number; where nothing was it is 0, or stays as it is. */
    void show(int picture, boolean stays) {
        if (gatheredFrom == picture) {
            FIRST.setOpaque(this, gathered);
        } else if (!stays) {
            FIRST.setOpaque(this, 0L);
        }
    }

    /** Makes the greatest number of the last while the first number, what was gathered from a picture included. */
    void showPeak(int picture, Peaks peaks, long now) {
        if (gatheredFrom == picture) {
            peaks.saw(gathered, now);
        }
        FIRST.setOpaque(this, peaks.greatest(now));
    }

    /** One more key of the map counts into this series. */
    void join() {
        rows++;
    }

    /** A key left the map; tells whether it was the last one. */
    boolean leave() {
        rows--;
        return rows == 0;
    }

    /** Says when the last key left, in nanoseconds of {@link System#nanoTime}. */
    void idle(long since) {
        idleSince = since;
    }

    long idleSince() {
        return idleSince;
    }

    /** It leaves its family. */
    void end() {
        gone = true;
    }

    /** Whether it has left its family; it never comes back, a new series takes its place. */
    boolean gone() {
        return gone;
    }
}

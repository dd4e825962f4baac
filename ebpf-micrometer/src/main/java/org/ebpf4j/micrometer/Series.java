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
    /** To write a number so that whoever reads it meanwhile sees it whole. */
    static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(long[].class);

    private final List<String> labels;
    private final long[] numbers;
    private final int at;
    private long gathered;
    private int gatheredFrom;
    private int rows;
    private long idleSince;
    private volatile boolean gone;

    Series(List<String> labels, NumberBlocks blocks, int width) {
        this.labels = labels;
        this.at = blocks.place(width);
        this.numbers = blocks.block();
    }

    /** The label values, in the order of the family's label names. */
    List<String> labels() {
        return labels;
    }

    /** What has the numbers, from {@link #at} on. To be written by {@link #NUMBERS}. */
    long[] numbers() {
        return numbers;
    }

    int at() {
        return at;
    }

    /** A total, to be read as unsigned. */
    long value(int slot) {
        return (long) NUMBERS.getOpaque(numbers, at + slot);
    }

    void add(int slot, long delta) {
        if (delta != 0) {
            set(slot, numbers[at + slot] + delta);
        }
    }

    private void set(int slot, long number) {
        NUMBERS.setOpaque(numbers, at + slot, number);
    }

    /** What a number is to become at {@link #show}: that of one key, put together with those of others in the same picture. */
    void gather(int picture, long number, LongBinaryOperator together) {
        gathered = gatheredFrom == picture ? together.applyAsLong(gathered, number) : number;
        gatheredFrom = picture;
    }

    /** Makes what was gathered from a picture the first number; where nothing was it is 0, or stays as it is. */
    void show(int picture, boolean stays) {
        if (gatheredFrom == picture) {
            set(0, gathered);
        } else if (!stays) {
            set(0, 0);
        }
    }

    /** Makes the greatest number of the last while the first number, what was gathered from a picture included. */
    void showPeak(int picture, Peaks peaks, long now) {
        if (gatheredFrom == picture) {
            peaks.saw(gathered, now);
        }
        set(0, peaks.greatest(now));
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

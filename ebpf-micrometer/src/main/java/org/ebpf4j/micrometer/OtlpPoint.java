// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * One data point of each publish: what a group of series counted since its start. With delta temporality the start moves on with every publish
 * that succeeded, so that one that failed is made good by the next. Used by one thread at a time.
 */
final class OtlpPoint {
    private final byte[] attributes;
    private final SeriesGroup group;
    private final long[] base;
    private final long[] taken;
    private long start;

    /**
     * A point that nothing was sent of yet.
     *
     * @param attributes {@code KeyValue}s, each with the tag of the field that they are in
     * @param start when its series began to count, in nanoseconds since 1970
     */
    OtlpPoint(byte[] attributes, Series first, MeterLayout layout, long start) {
        this.attributes = attributes;
        this.group = new SeriesGroup(first, layout);
        this.base = new long[layout.width()];
        this.taken = new long[layout.width()];
        this.start = start;
    }

    byte[] attributes() {
        return attributes;
    }

    SeriesGroup group() {
        return group;
    }

    long start() {
        return start;
    }

    void join(Series series) {
        group.join(series);
    }

    /** A series left its family; tells whether it was the last one of the group. */
    boolean leave(Series series) {
        return group.leave(series);
    }

    /** Reads the numbers that {@link #value} tells until the next call. */
    void take() {
        for (int slot = 0; slot < taken.length; slot++) {
            taken[slot] = group.value(slot);
        }
    }

    /** A number as last taken, counted from the start, to be read as unsigned. */
    long value(int slot) {
        return taken[slot] - base[slot];
    }

    /** What was last taken arrived; from here on it is counted anew. */
    void restart(long now) {
        System.arraycopy(taken, 0, base, 0, base.length);
        start = now;
    }

    /** Whether all that was ever counted has arrived. */
    boolean nothingNew() {
        for (int slot = 0; slot < base.length; slot++) {
            if (group.value(slot) != base[slot]) {
                return false;
            }
        }
        return true;
    }
}

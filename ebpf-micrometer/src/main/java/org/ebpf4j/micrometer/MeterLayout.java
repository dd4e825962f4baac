// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * A declared meter, fitted to the value of its map: what it is called and where its numbers are. Every kind is a vector of u64 fields that
 * only grow; the kinds differ in what the vector means.
 */
sealed interface MeterLayout {
    /** Micrometer's name, such as {@code ebpf.timer.starts}. */
    String name();

    String description();

    @Nullable
    String baseUnit();

    /** What {@code MeterFilter}s and naming conventions take it for. */
    Meter.Type type();

    /** Where in a map's value the vector's u64 numbers are, in bytes. Not to be changed. */
    int[] offsets();

    /**
     * One number that grows.
     *
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param offset where the number is
     */
    record CounterLayout(
            String name, String description, @Nullable String baseUnit, int offset) implements MeterLayout {
        @Override
        public Meter.Type type() {
            return Meter.Type.COUNTER;
        }

        @Override
        public int[] offsets() {
            return new int[] {offset};
        }
    }

    /**
     * Counts per bucket, the one behind the last bound included, followed by the sum of all values.
     *
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param buckets bounds
     * @param slotsOffset where the counts begin, one after the other
     * @param sumOffset where the sum is
     */
    record HistogramLayout(
            String name, String description, @Nullable String baseUnit, Buckets buckets, int slotsOffset, int sumOffset)
            implements MeterLayout {
        @Override
        public Meter.Type type() {
            return Meter.Type.DISTRIBUTION_SUMMARY;
        }

        /** How many buckets there are, with the one that has no upper bound. */
        int slots() {
            return buckets.bounds().size() + 1;
        }

        /** Which number of the vector is the sum. */
        int sumSlot() {
            return slots();
        }

        @Override
        public int[] offsets() {
            int[] offsets = new int[slots() + 1];
            for (int i = 0; i < slots(); i++) {
                offsets[i] = slotsOffset + i * Long.BYTES;
            }
            offsets[slots()] = sumOffset;
            return offsets;
        }
    }
}

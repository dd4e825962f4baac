// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A declared meter, fitted to the value of its map: what it is called and where its numbers are. A series of it is a vector of 64-bit numbers;
 * the kinds differ in what the vector means.
 */
sealed interface MeterLayout {
    /** Micrometer's name, such as {@code ebpf.timer.starts}. */
    String name();

    String description();

    @Nullable
    String baseUnit();

    /** What {@code MeterFilter}s and naming conventions take it for. */
    Meter.Type type();

    /** The numbers of a map's value that count into a series, one slot of the vector after another. Not to be changed. */
    ValueField[] fields();

    /** Which slot of the vector each of the {@link #fields} counts into, from that of its key on. Not to be changed. */
    default int[] slotsOfFields() {
        return IntStream.range(0, fields().length).toArray();
    }

    /** How many slots the vector of a series has. */
    int width();

    /** What the numbers of several keys are together. */
    Fold fold();

    /** Puts two numbers of the vector together, those of two keys or of two series. */
    default LongBinaryOperator together() {
        return fold().greatest() ? fields()[0]::greater : Long::sum;
    }

    /** Which slot the first number of a key's value counts into; -1 where the key does not count. */
    default int slotOf(byte[] key) {
        return 0;
    }

    /**
     * One number that grows.
     *
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param field the number
     * @param scale from the kernel's unit to the meter's
     */
    record CounterLayout(
            String name, String description, @Nullable String baseUnit, ValueField field, Scale scale)
            implements MeterLayout {
        @Override
        public Meter.Type type() {
            return Meter.Type.COUNTER;
        }

        @Override
        public ValueField[] fields() {
            return new ValueField[] {field};
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public Fold fold() {
            return Fold.GROWTH;
        }
    }

    /**
     * One number as it is now.
     *
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param field the number, null where there is none and the labels are all: it then shows 1
     * @param scale from the kernel's unit to the meter's
     * @param fold of the numbers of several CPUs and keys
     */
    record GaugeLayout(
            String name,
            String description,
            @Nullable String baseUnit,
            @Nullable ValueField field,
            Scale scale,
            Fold fold)
            implements MeterLayout {
        @Override
        public Meter.Type type() {
            return Meter.Type.GAUGE;
        }

        @Override
        public ValueField[] fields() {
            return field == null ? new ValueField[0] : new ValueField[] {field};
        }

        @Override
        public int width() {
            return fields().length;
        }

        double value(SeriesGroup group) {
            return field == null ? 1 : scale.apply(field.toDouble(group.value(0)));
        }
    }

    /**
     * Counts per bucket, the one behind the last bound included, followed by the sum of all values.
     *
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param buckets bounds that are exported
     * @param range of the buckets that the numbers are of
     * @param numbers of a map's value: counts and sum, or the one number that is a count or a sum as the key says
     * @param keyed what the key says, null where the value has all counts
     */
    record HistogramLayout(
            String name,
            String description,
            @Nullable String baseUnit,
            Buckets buckets,
            BucketRange range,
            List<ValueField> numbers,
            @Nullable BucketKey keyed)
            implements MeterLayout {
        @Override
        public Meter.Type type() {
            return Meter.Type.DISTRIBUTION_SUMMARY;
        }

        @Override
        public ValueField[] fields() {
            return numbers.toArray(ValueField[]::new);
        }

        @Override
        public int[] slotsOfFields() {
            return keyed == null
                    ? IntStream.range(0, numbers.size()).map(range::slotOf).toArray()
                    : new int[] {0};
        }

        /** How many buckets are exported, with the one that has no upper bound. */
        int slots() {
            return buckets.finite() + 1;
        }

        /** Which number of the vector is the sum. */
        int sumSlot() {
            return slots();
        }

        @Override
        public int width() {
            return slots() + 1;
        }

        @Override
        public Fold fold() {
            return Fold.GROWTH;
        }

        @Override
        public int slotOf(byte[] key) {
            return keyed == null ? 0 : keyed.slotOf(key);
        }
    }
}

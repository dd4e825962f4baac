// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.BtfType;
import org.jspecify.annotations.Nullable;

/** Fits a declared meter to its map's value: finds where its numbers are, and that they are what the meter needs. */
final class ValueFitting {
    private static final String SLOTS = "slots";
    private static final String SUM = "sum";

    private final MapTypes types;

    private ValueFitting(MapTypes types) {
        this.types = types;
    }

    static MeterLayout fit(MapTypes types, MeterSpec spec) {
        ValueFitting fitting = new ValueFitting(types);
        MeterSpec.Kind kind = spec.kind();
        if (kind instanceof MeterSpec.Histogram histogram) {
            return histogram.bucketField() == null ? fitting.slots(spec, histogram) : fitting.keyed(spec, histogram);
        }
        if (kind instanceof MeterSpec.Counter counter) {
            return new MeterLayout.CounterLayout(
                    spec.name(),
                    spec.description(),
                    spec.baseUnit(),
                    fitting.count(counter.field(), "counter"),
                    counter.scale());
        }
        if (kind instanceof MeterSpec.Gauge gauge) {
            return fitting.gauge(spec, fitting.number(gauge.field(), "gauge"), gauge.scale(), gauge.fold());
        }
        return fitting.gauge(spec, null, Scale.ONE, Fold.SUM);
    }

    /** The number of 64 bits that a map's values are. */
    static ValueField count(MapTypes types) {
        return new ValueFitting(types).count(null, "count");
    }

    private MeterLayout gauge(MeterSpec spec, @Nullable ValueField field, Scale scale, Fold fold) {
        return new MeterLayout.GaugeLayout(spec.name(), spec.description(), spec.baseUnit(), field, scale, fold);
    }

    /** A number that only grows: of fewer than 64 bits it would start over at every turn. */
    private ValueField count(@Nullable String field, String what) {
        ValueField number = number(field, what);
        if (number.size() != Long.BYTES) {
            String which = field == null ? "its value" : "field " + field;
            throw new MalformedObjectException(types.what() + ": " + which + " is no __u64, as a " + what
                    + " must be, but has " + number.size() + " bytes; declare it as one");
        }
        return ValueField.u64(number.offset());
    }

    /** The number that a value is, or a field of its struct. */
    private ValueField number(@Nullable String field, String what) {
        BtfType.Struct struct = types.valueStruct();
        if (field != null) {
            if (struct == null) {
                throw new NotFoundException(types.what() + ": its value is no struct with a field " + field
                        + ". Leave value(\"" + field + "\") out.");
            }
            return numberAt(struct, field);
        }
        if (struct != null && struct.members().size() == 1) {
            return numberAt(struct, struct.members().get(0).name());
        }
        if (struct != null) {
            throw new MalformedObjectException(types.what() + ": its value is a struct with the fields "
                    + MapTypes.names(struct.members()) + "; say which one counts with value(\"...\")");
        }
        int size = types.map().valueSize();
        BtfType type = types.type(types.map().valueTypeId());
        ValueField whole =
                type == null ? undescribed(size) : types.number(types.map().valueTypeId(), 0);
        if (whole == null || whole.size() != size) {
            throw new MalformedObjectException(
                    types.what() + ": a " + what + " takes values that are a number, this has " + size
                            + " bytes of another type; declare the map's value as __u64");
        }
        return whole;
    }

    private static @Nullable ValueField undescribed(int size) {
        return size <= Long.BYTES && Integer.bitCount(size) == 1 ? new ValueField(0, size, false) : null;
    }

    private MeterLayout keyed(MeterSpec spec, MeterSpec.Histogram histogram) {
        ValueField bucket = KeyFitting.number(types, spec, String.valueOf(histogram.bucketField()));
        return new MeterLayout.HistogramLayout(
                spec.name(),
                spec.description(),
                spec.baseUnit(),
                histogram.range().of(histogram.buckets()),
                histogram.range(),
                List.of(count(null, "count of a bucket")),
                new BucketKey(bucket, histogram.keys(), histogram.range()));
    }

    private MeterLayout slots(MeterSpec spec, MeterSpec.Histogram histogram) {
        BtfType.Struct struct = types.valueStruct();
        int slots = histogram.buckets().finite() + 1;
        String wanted = "{ __u64 slots[" + slots + "]; __u64 sum; }";
        if (struct == null) {
            throw new MalformedObjectException(types.what() + ": a histogram takes values of a struct " + wanted
                    + "; declare the map's value so and compile with -g");
        }
        BtfType.Member counts = member(struct, SLOTS);
        if (!types.fits(counts, types.map().valueSize())
                || !(types.type(counts.type()) instanceof BtfType.Array array)
                || !types.isLong(array.element())) {
            throw new MalformedObjectException(types.what() + ": field slots of struct " + struct.name()
                    + " is no array of __u64; declare the value as a struct " + wanted);
        }
        if (array.count() != slots) {
            throw new MalformedObjectException(types.what() + ": struct " + struct.name() + " has " + array.count()
                    + " slots, but the histogram is declared with " + (slots - 1)
                    + " finite ones and one beyond them; declare " + (array.count() - 1));
        }
        List<ValueField> numbers = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            numbers.add(ValueField.u64(counts.bitOffset() / Byte.SIZE + slot * Long.BYTES));
        }
        numbers.add(count(SUM, "sum"));
        return new MeterLayout.HistogramLayout(
                spec.name(),
                spec.description(),
                spec.baseUnit(),
                histogram.range().of(histogram.buckets()),
                histogram.range(),
                numbers,
                null);
    }

    private ValueField numberAt(BtfType.Struct struct, String field) {
        BtfType.Member member = member(struct, field);
        ValueField number = types.number(member.type(), member.bitOffset() / Byte.SIZE);
        if (number == null || !types.fits(member, types.map().valueSize())) {
            throw new MalformedObjectException(types.what() + ": field " + field + " of struct " + struct.name()
                    + " is no number of whole bytes; declare it as __u64");
        }
        return number;
    }

    private BtfType.Member member(BtfType.Struct struct, String field) {
        return struct.members().stream()
                .filter(member -> member.name().equals(field))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(types.what() + ": struct " + struct.name() + " has no field "
                        + field + "; it has " + MapTypes.names(struct.members())));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

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
        if (spec instanceof MeterSpec.HistogramSpec histogram) {
            return fitting.histogram(histogram);
        }
        return fitting.counter((MeterSpec.CounterSpec) spec);
    }

    private MeterLayout counter(MeterSpec.CounterSpec spec) {
        return new MeterLayout.CounterLayout(
                spec.name(), spec.description(), spec.baseUnit(), countOffset(spec.field()));
    }

    private int countOffset(@Nullable String field) {
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
        int id = types.map().valueTypeId();
        boolean number = types.type(id) == null || types.isLong(id);
        if (struct != null) {
            throw new MalformedObjectException(types.what() + ": its value is a struct with the fields "
                    + MapTypes.names(struct.members()) + "; say which one counts with value(\"...\")");
        }
        if (!number || types.map().valueSize() != Long.BYTES) {
            throw new MalformedObjectException(types.what() + ": a counter takes values of type __u64, this has "
                    + types.map().valueSize() + " bytes; declare the map's value as __u64");
        }
        return 0;
    }

    private MeterLayout histogram(MeterSpec.HistogramSpec spec) {
        BtfType.Struct struct = types.valueStruct();
        int slots = spec.buckets().bounds().size() + 1;
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
        return new MeterLayout.HistogramLayout(
                spec.name(),
                spec.description(),
                spec.baseUnit(),
                spec.buckets(),
                counts.bitOffset() / Byte.SIZE,
                numberAt(struct, SUM));
    }

    private int numberAt(BtfType.Struct struct, String field) {
        BtfType.Member member = member(struct, field);
        if (!types.isLong(member.type()) || !types.fits(member, types.map().valueSize())) {
            throw new MalformedObjectException(types.what() + ": field " + field + " of struct " + struct.name()
                    + " is no __u64; declare it as one");
        }
        return member.bitOffset() / Byte.SIZE;
    }

    private BtfType.Member member(BtfType.Struct struct, String field) {
        return struct.members().stream()
                .filter(member -> member.name().equals(field))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(types.what() + ": struct " + struct.name() + " has no field "
                        + field + "; it has " + MapTypes.names(struct.members())));
    }
}

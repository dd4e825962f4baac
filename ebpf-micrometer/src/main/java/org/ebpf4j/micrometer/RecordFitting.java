// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** Fits declared meters to the struct that the records of a buffer are. */
final class RecordFitting {
    private final MapTypes types;
    private final @Nullable String name;

    /**
     * Fits to a struct.
     *
     * @param types of the object
     * @param name the struct's, null for that of the map, as it is or without its plural's {@code s}
     */
    RecordFitting(MapTypes types, @Nullable String name) {
        this.types = types;
        this.name = name;
    }

    private int structId() {
        String map = types.map().name();
        String singular = map.endsWith("s") ? map.substring(0, map.length() - 1) : map;
        Btf btf = types.btf();
        int id = 0;
        for (String one : name == null ? List.of(map, singular) : List.of(name)) {
            id = btf == null || id != 0 ? id : btf.find(one, BtfKind.STRUCT);
        }
        if (id != 0) {
            return id;
        }
        String wanted = name == null ? singular : name;
        throw new NotFoundException(types.what() + ": there is no struct " + wanted
                + " that its records could be; "
                + (name == null ? "name the right one in events(\"" + map + "\", \"...\", ...), " : "")
                + "compile with -g and let the object describe it: const struct " + wanted + " *unused;");
    }

    /** Fits a meter. */
    EventLayout fit(MeterSpec spec, Kernel kernel) {
        if (spec.cpu() != null) {
            throw new IllegalArgumentException(
                    types.what() + ": records do not tell of their CPU; leave its label out of meter " + spec.name());
        }
        List<EventLayout.Part> parts = new ArrayList<>();
        KeyLabels labels = (spec.cut().isEmpty() ? labels(spec.labels(), parts) : cut(spec, parts)).on(kernel);
        int least = parts.stream()
                .mapToInt(part -> part.offset() + part.size())
                .max()
                .orElse(0);
        if (spec.kind() instanceof MeterSpec.Distribution distribution) {
            Buckets buckets = distribution.buckets();
            List<ValueField> totals = IntStream.rangeClosed(0, buckets.finite() + 1)
                    .mapToObj(slot -> ValueField.u64(slot * Long.BYTES))
                    .toList();
            ValueField value = number(distribution.field());
            return new EventLayout(
                    new MeterLayout.HistogramLayout(
                            spec.name(),
                            spec.description(),
                            spec.baseUnit(),
                            buckets,
                            BucketRange.all(buckets),
                            totals,
                            null),
                    spec.retention(),
                    labels,
                    parts,
                    value,
                    new BucketSearch(buckets),
                    Math.max(least, value.offset() + value.size()));
        }
        MeterSpec.Counter counter = (MeterSpec.Counter) spec.kind();
        ValueField value = counter.field() == null ? null : number(counter.field());
        return new EventLayout(
                new MeterLayout.CounterLayout(
                        spec.name(), spec.description(), spec.baseUnit(), ValueField.u64(0), counter.scale()),
                spec.retention(),
                labels,
                parts,
                value,
                null,
                value == null ? least : Math.max(least, value.offset() + value.size()));
    }

    private KeyLabels cut(MeterSpec spec, List<EventLayout.Part> parts) {
        KeyFitting.checkCut(types, spec);
        int at = 0;
        for (KeyCut.Part part : spec.cut().parts()) {
            if (part.decoder() != null) {
                parts.add(new EventLayout.Part(at, part.size()));
            }
            at += part.size();
        }
        return spec.cut().withoutPadding().labels(types.what(), null);
    }

    private BtfType.Struct struct() {
        return (BtfType.Struct) Objects.requireNonNull(types.type(structId()));
    }

    private KeyLabels labels(Map<String, MeterSpec.Label> declared, List<EventLayout.Part> parts) {
        if (declared.isEmpty() && name == null) {
            return new KeyLabels(List.of());
        }
        int structId = structId();
        BtfType.Struct struct = struct();
        UsualDecoder usual = new UsualDecoder(types, "record");
        LabelFields fields = new LabelFields(types.what(), "records");
        int keySize = 0;
        for (Map.Entry<String, MeterSpec.Label> one : declared.entrySet()) {
            BtfType.Member member = member(struct, "label", one.getKey());
            int size = (int) types.sizeOf(member.type());
            parts.add(new EventLayout.Part(member.bitOffset() / Byte.SIZE, size));
            fields.add(
                    one.getValue().name(),
                    keySize,
                    size,
                    usual.ofMember(one.getValue(), structId, struct.members().indexOf(member), member.name()));
            keySize += size;
        }
        return fields.labels();
    }

    private ValueField number(String field) {
        BtfType.Struct struct = struct();
        BtfType.Member member = member(struct, "value", field);
        ValueField number = types.number(member.type(), member.bitOffset() / Byte.SIZE);
        if (number == null) {
            throw new MalformedObjectException(types.what() + ": field " + field + " of struct " + struct.name()
                    + " is no number that could be counted; name one that is");
        }
        return number;
    }

    private BtfType.Member member(BtfType.Struct struct, String what, String field) {
        BtfType.Member member = struct.members().stream()
                .filter(one -> one.name().equals(field))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        types.what() + ": " + what + " " + field + " names no field of its records' struct "
                                + struct.name() + "; it has " + MapTypes.names(struct.members())));
        if (!types.fits(member, struct.size()) || types.sizeOf(member.type()) == 0) {
            throw new MalformedObjectException(types.what() + ": field " + field + " of struct " + struct.name()
                    + " is a bit field or has no size; name one of whole bytes");
        }
        return member;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Map;
import java.util.regex.Pattern;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Fits declared labels to a map's key. Each field of a struct is a label of its name; fields without name and those called {@code pad} in one of
 * its usual spellings are left out. A key that is no struct is one label, or none where the map is an array with one entry.
 */
final class KeyFitting {
    private static final Pattern PADDING = Pattern.compile("_*(pad|padding|reserved)_*\\d*_*");
    private static final String WHOLE_KEY = "key";

    private final MapTypes types;
    private final Map<String, MeterSpec.Label> declared;
    private final LabelFields fields;

    private KeyFitting(MapTypes types, Map<String, MeterSpec.Label> declared) {
        this.types = types;
        this.declared = declared;
        this.fields = new LabelFields(types.what(), "key");
    }

    /** The labels of a meter: those of the key, and that of the CPU behind it. */
    static KeyLabels fit(MapTypes types, MeterSpec spec) {
        KeyLabels.Cpu cpu = spec.cpu();
        if (cpu == null) {
            return ofKey(types, spec);
        }
        if (!types.map().type().perCpu()) {
            throw new IllegalArgumentException(types.what() + " (" + types.map().type()
                    + ") has one value for all CPUs; leave the label " + cpu.name() + " for the CPU out of meter "
                    + spec.name());
        }
        LabelFields all = new LabelFields(types.what(), "key");
        all.addAll(ofKey(types, spec));
        all.add(cpu.name(), types.map().keySize(), KeyLabels.Cpu.SIZE, cpu.decoder());
        return all.labels();
    }

    private static KeyLabels ofKey(MapTypes types, MeterSpec spec) {
        Map<String, MeterSpec.Label> declared = spec.labels();
        String bucket = spec.bucketField();
        if (!spec.cut().isEmpty()) {
            checkCut(types, spec);
            spec.cut().checkSize(types);
            return spec.cut().labels(types.what(), bucket);
        }
        KeyFitting fitting = new KeyFitting(types, declared);
        BtfType.Struct struct = types.keyStruct();
        if (struct != null) {
            fitting.members(struct, bucket);
        } else if (bucket == null) {
            fitting.whole();
        }
        return fitting.fields.labels();
    }

    /** Says that a key is either cut or goes by its types. */
    static void checkCut(MapTypes types, MeterSpec spec) {
        if (!spec.labels().isEmpty()) {
            throw new IllegalArgumentException(types.what() + ": meter " + spec.name()
                    + " has labels by the names of fields ("
                    + String.join(", ", spec.labels().keySet())
                    + ") and by their sizes; declare all in one way");
        }
    }

    /** A field of the key that is a number, or the whole key where it is no struct. */
    static ValueField number(MapTypes types, MeterSpec spec, String field) {
        if (!spec.cut().isEmpty()) {
            return spec.cut().number(types.what(), field);
        }
        BtfType.Struct struct = types.keyStruct();
        int size = types.map().keySize();
        ValueField number;
        if (struct == null) {
            number = new ValueField(0, size, false);
        } else {
            BtfType.Member member = struct.members().stream()
                    .filter(one -> one.name().equals(field))
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException(types.what() + ": the key's struct " + struct.name()
                            + " has no field " + field + "; it has " + MapTypes.names(struct.members())));
            number = types.fits(member, size) ? types.number(member.type(), member.bitOffset() / Byte.SIZE) : null;
        }
        if (number == null || number.size() > Long.BYTES || Integer.bitCount(number.size()) != 1) {
            throw new MalformedObjectException(types.what() + ": field " + field
                    + " of the key is no number, as the bucket of a histogram must be");
        }
        return number;
    }

    private void members(BtfType.Struct struct, @Nullable String bucket) {
        for (String field : declared.keySet()) {
            if (struct.members().stream().noneMatch(member -> member.name().equals(field))) {
                throw new NotFoundException(types.what() + ": label " + field + " names no field of the key's struct "
                        + struct.name() + "; it has " + MapTypes.names(struct.members()));
            }
        }
        UsualDecoder usual = new UsualDecoder(types, "key");
        for (int index = 0; index < struct.members().size(); index++) {
            BtfType.Member member = struct.members().get(index);
            MeterSpec.Label label = declared.get(member.name());
            if (member.name().equals(bucket)) {
                continue;
            }
            if (label == null
                    && (member.name().isEmpty()
                            || PADDING.matcher(member.name()).matches())) {
                continue;
            }
            if (!types.fits(member, types.map().keySize())) {
                throw new MalformedObjectException(types.what() + ": field " + member.name()
                        + " of the key is a bit field or lies outside the key's "
                        + types.map().keySize()
                        + " bytes; make it a whole number of bytes inside");
            }
            fields.add(
                    label == null ? member.name() : label.name(),
                    member.bitOffset() / Byte.SIZE,
                    (int) types.sizeOf(member.type()),
                    usual.ofMember(label, types.keyId(), index, member.name()));
        }
    }

    private void whole() {
        if (declared.size() > 1) {
            throw new NotFoundException(types.what() + ": labels " + String.join(", ", declared.keySet())
                    + " are declared, but its key is no struct with fields; declare one label for the whole key");
        }
        UsualDecoder usual = new UsualDecoder(types, "key");
        int size = types.map().keySize();
        for (MeterSpec.Label label : declared.values()) {
            KeyDecoder given = label.decoder();
            fields.add(label.name(), 0, size, given == null ? usual.ofKey(label.name()) : given);
            return;
        }
        if (types.map().type().array() && types.map().maxEntries() == 1) {
            return;
        }
        fields.add(WHOLE_KEY, 0, size, usual.ofKey(WHOLE_KEY));
    }
}

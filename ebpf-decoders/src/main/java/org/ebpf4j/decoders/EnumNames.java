// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/** The names of an enum's values, and how its fields are read: in the enum's size, signed or not. */
record EnumNames(String type, int size, boolean signed, Map<Long, String> names) {
    static EnumNames of(Btf btf, int typeId) {
        int resolved = btf.resolve(typeId);
        if (!(btf.type(resolved) instanceof BtfType.Enum type)) {
            throw new MalformedObjectException(btf.source() + ": type " + typeId
                    + " is no enum; give the id of one that has names for its values");
        }
        Map<Long, String> names = new LinkedHashMap<>();
        type.values().forEach(value -> names.putIfAbsent(value.value(), value.name()));
        return new EnumNames(type.name(), type.size(), type.signed(), names);
    }

    /** The same names for fields of another size. */
    EnumNames inSize(int bytes) {
        return new EnumNames(type, bytes, signed, names);
    }

    /** The field's number, as the enum's values are numbered. */
    long number(String decoder, ByteBuffer field) {
        if (field.remaining() != size) {
            throw new IllegalArgumentException(
                    decoder + " of enum " + type + " takes " + size + " bytes, and the field has " + field.remaining());
        }
        return FieldNumber.of(decoder, field, signed);
    }

    String digits(long number) {
        return signed ? Long.toString(number) : Long.toUnsignedString(number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import java.util.stream.Collectors;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.BtfType.Member;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * What an object's BTF says of a map's keys and values, or of its records.
 *
 * @param object what errors call the object
 * @param map the map
 * @param btf the object's types, null where it has none
 */
record MapTypes(String object, MapSpec map, @Nullable Btf btf) {
    /** The types of a map whose elements are to be read. */
    static MapTypes ofElements(String object, MapSpec map, @Nullable Btf btf) {
        if (map.type() == MapType.RINGBUF || map.type() == MapType.PERF_EVENT_ARRAY) {
            throw new UnsupportedException(
                    object + ": map " + map.name() + " (" + map.type()
                            + ") holds records and no values; meters of records are declared with events(\""
                            + map.name()
                            + "\", ...)",
                    0);
        }
        if (map.keySize() <= 0 || map.valueSize() <= 0) {
            throw new UnsupportedException(
                    object + ": map " + map.name() + " (" + map.type()
                            + ") has no keys and values that a meter could read; use a hash or array map",
                    0);
        }
        return new MapTypes(object, map, btf);
    }

    /** How errors begin. */
    String what() {
        return object + ": map " + map.name();
    }

    /** The id of the type that keys are, without typedefs; 0 where they are not described. */
    int keyId() {
        return btf == null || map.keyTypeId() == 0 ? 0 : btf.resolve(map.keyTypeId());
    }

    /** The struct that keys are, or null where they are none or not described. */
    BtfType.@Nullable Struct keyStruct() {
        return struct(map.keyTypeId());
    }

    /** The struct that values are, or null where they are none or not described. */
    BtfType.@Nullable Struct valueStruct() {
        return struct(map.valueTypeId());
    }

    private BtfType.@Nullable Struct struct(int id) {
        return type(id) instanceof BtfType.Struct struct && !struct.union() ? struct : null;
    }

    /** A type without typedefs and qualifiers, or null where it is not described. */
    @Nullable
    BtfType type(int id) {
        return btf == null || id == 0 ? null : btf.type(btf.resolve(id));
    }

    /** Bytes of a type; 0 where it is not described. */
    long sizeOf(int id) {
        return btf == null || id == 0 ? 0 : btf.sizeOf(id);
    }

    /** Whether a type is an integer of 64 bits. */
    boolean isLong(int id) {
        return type(id) instanceof BtfType.Int number && number.size() == Long.BYTES;
    }

    /** A type as a number at an offset, or null where it is none. */
    @Nullable
    ValueField number(int id, int offset) {
        BtfType type = type(id);
        if (type instanceof BtfType.Int number && number.size() <= Long.BYTES) {
            return new ValueField(offset, number.size(), number.signed() && !number.bool());
        }
        return type instanceof BtfType.Enum number ? new ValueField(offset, (int) sizeOf(id), number.signed()) : null;
    }

    /** Whether a member lies on whole bytes inside its struct of a size. */
    boolean fits(Member member, long outer) {
        long end = member.bitOffset() / Byte.SIZE + sizeOf(member.type());
        return member.bitSize() == 0 && member.bitOffset() % Byte.SIZE == 0 && end <= outer;
    }

    /** Names, for errors that say what there is. */
    static String names(List<Member> members) {
        return members.stream()
                .map(Member::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
    }
}

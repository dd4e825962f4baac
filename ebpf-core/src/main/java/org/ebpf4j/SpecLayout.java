// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ebpf4j.attach.UsdtArgument;
import org.ebpf4j.attach.UsdtSpec;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.map.BpfMap;
import org.jspecify.annotations.Nullable;

/**
 * How one object wants to be told of a USDT probe: its own {@code struct __bpf_usdt_spec}, by the names of its fields, so that each version of
 * libbpf's {@code bpf/usdt.bpf.h} is served. Little-endian.
 *
 * @param size bytes of a value
 * @param spec the fields of a spec
 * @param argument the fields of one argument
 * @param stride bits from one argument to the next
 * @param most how many arguments there is room for
 */
record SpecLayout(int size, Map<String, Field> spec, Map<String, Field> argument, int stride, int most) {
    /** Where a field is, in bits from the start of its struct, and how many it has. */
    record Field(int at, int bits) {}

    private static final List<String> SPEC = List.of("args", "usdt_cookie", "arg_cnt");
    private static final List<String> ARGUMENT =
            List.of("val_off", "arg_type", "reg_off", "arg_signed", "arg_bitshift");
    private static final List<String> INDEX = List.of("idx_reg_off", "scale_bitshift");

    /** Far above any spec; bits of values of this size still count in an int. */
    private static final int LARGEST = 1 << 20;

    static SpecLayout of(BpfMap map) {
        Btf btf = map.btf();
        BtfType.Struct spec = btf == null ? null : struct(btf, map.valueTypeId());
        BtfType args = btf == null || spec == null ? null : member(btf, spec, "args");
        if (btf != null && spec != null && spec.size() == map.valueSize() && args instanceof BtfType.Array array) {
            BtfType.Struct argument = struct(btf, array.element());
            Map<String, Field> fields = fields(btf, spec, SPEC);
            Map<String, Field> parts = argument == null ? null : fields(btf, argument, ARGUMENT);
            if (fields != null && parts != null) {
                int stride = Objects.requireNonNull(argument).size() * Byte.SIZE;
                return new SpecLayout(spec.size(), fields, parts, stride, array.count());
            }
        }
        throw new MalformedObjectException(
                "map " + map.name()
                        + " is not what its name says: its values are no struct __bpf_usdt_spec of a known form; include bpf/usdt.bpf.h unchanged");
    }

    /** The value that says this. */
    ByteBuffer value(String what, UsdtSpec told) {
        int count = told.arguments().size();
        if (count > most) {
            throw new UnsupportedException(
                    what + ": the probe has " + count + " arguments, and the object takes " + most
                            + "; attach with a uprobe instead",
                    0);
        }
        ByteBuffer value = ByteBuffer.allocate(size);
        put(value, spec, "usdt_cookie", 0, told.cookie());
        put(value, spec, "arg_cnt", 0, count);
        for (int i = 0; i < count; i++) {
            UsdtArgument one = told.arguments().get(i);
            int start = field(spec, "args").at() + i * stride;
            put(value, argument, "val_off", start, one.value());
            put(value, argument, "arg_type", start, one.kind().number());
            put(value, argument, "reg_off", start, one.register());
            put(value, argument, "arg_signed", start, one.signed() ? 1 : 0);
            put(value, argument, "arg_bitshift", start, Long.SIZE - one.size() * Byte.SIZE);
            if (one.kind() == UsdtArgument.Kind.INDEXED_MEMORY) {
                if (!argument.keySet().containsAll(INDEX)) {
                    throw new UnsupportedException(
                            what + ": argument " + i
                                    + " takes two registers to find, of which the object does not know; compile it with"
                                    + " ebpf4j_usdt.bpf.h, or bpf/usdt.bpf.h of libbpf 1.7 or later",
                            0);
                }
                put(value, argument, "idx_reg_off", start, one.index());
                put(value, argument, "scale_bitshift", start, one.scaleShift());
            }
        }
        return value;
    }

    private static Field field(Map<String, Field> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static void put(ByteBuffer value, Map<String, Field> fields, String name, int start, long number) {
        Field field = field(fields, name);
        for (int i = 0; i < Math.min(field.bits(), Long.SIZE); i++) {
            int bit = start + field.at() + i;
            int set = (int) (number >>> i & 1) << (bit % Byte.SIZE);
            value.put(bit / Byte.SIZE, (byte) (value.get(bit / Byte.SIZE) | set));
        }
    }

    /** The fields of a struct; null where a needed one is missing, or one lies outside. */
    private static @Nullable Map<String, Field> fields(Btf btf, BtfType.Struct struct, List<String> needed) {
        Map<String, Field> fields = new HashMap<>();
        for (BtfType.Member member : struct.members()) {
            long bits = member.bitSize() != 0 ? member.bitSize() : btf.sizeOf(member.type()) * Byte.SIZE;
            if (bits < 0 || member.bitOffset() < 0 || bits > (long) struct.size() * Byte.SIZE - member.bitOffset()) {
                return null;
            }
            fields.put(member.name(), new Field(member.bitOffset(), (int) bits));
        }
        return fields.keySet().containsAll(needed) ? fields : null;
    }

    private static BtfType.@Nullable Struct struct(Btf btf, int id) {
        return btf.type(btf.resolve(id)) instanceof BtfType.Struct struct && struct.size() <= LARGEST && !struct.union()
                ? struct
                : null;
    }

    private static @Nullable BtfType member(Btf btf, BtfType.Struct struct, String name) {
        for (BtfType.Member member : struct.members()) {
            if (member.name().equals(name)) {
                return btf.type(btf.resolve(member.type()));
            }
        }
        return null;
    }
}

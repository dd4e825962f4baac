// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/**
 * What is asked about a field, answered for one type. The arithmetic is that of {@code bpf_core_calc_field_relo} in libbpf, for
 * little-endian machines.
 *
 * @param value the answer
 * @param size bytes that a load or store of the field moves; 0 where that does not matter
 * @param type the field's type, or that of its elements if it is an array
 * @param checked whether all compilers agree on the answer, so that the instruction can be checked to hold it
 */
record FieldValue(long value, long size, int type, boolean checked) {
    static FieldValue of(AccessPath path, CoreKind kind) {
        AccessPath.Step last = path.last();
        if (last.name().isEmpty()) {
            return element(path, kind, last.type());
        }
        Btf btf = path.btf();
        if (!(btf.type(last.type()) instanceof BtfType.Struct struct)) {
            throw new IllegalStateException("a member outside a struct");
        }
        BtfType.Member member = struct.members().get(last.index());
        int type = btf.resolve(member.type());
        return member.bitSize() > 0
                ? bitField(path, kind, member.bitSize(), btf.sizeOf(type), btf.type(type))
                : plain(path, kind, type);
    }

    private static FieldValue element(AccessPath path, CoreKind kind, int type) {
        long size = path.btf().sizeOf(type);
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> new FieldValue(path.bitOffset() / 8, size, type, true);
            case FIELD_BYTE_SIZE -> new FieldValue(size, 0, type, true);
            default ->
                throw new RelocationException(path.btf().source() + ": " + path.describe()
                        + " is an element of an array, which has no " + kind + "; ask for that of a field");
        };
    }

    private static FieldValue plain(AccessPath path, CoreKind kind, int type) {
        Btf btf = path.btf();
        long size = btf.sizeOf(type);
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> {
                int moved = type;
                for (int depth = 0;
                        depth < StepLimit.DEEPEST && btf.type(moved) instanceof BtfType.Array array;
                        depth++) {
                    moved = btf.resolve(array.element());
                }
                yield new FieldValue(path.bitOffset() / 8, btf.sizeOf(moved), moved, true);
            }
            case FIELD_BYTE_SIZE -> new FieldValue(size, 0, type, true);
            case FIELD_SIGNED -> new FieldValue(signed(btf.type(type)), 0, type, true);
            case FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 -> new FieldValue(64 - size * 8, 0, type, true);
            default -> throw new IllegalStateException(kind + " is not about a field's place");
        };
    }

    private static FieldValue bitField(AccessPath path, CoreKind kind, int bits, long declared, BtfType type) {
        long offset = path.bitOffset();
        long bytes = Math.max(1, declared);
        long start = offset / 8 / bytes * bytes;
        while (offset + bits - start * 8 > bytes * 8) {
            if (bytes >= 8) {
                throw new RelocationException(path.btf().source() + ": the bit field " + path.describe()
                        + " can't be read by one load of 64 bits; make it narrower");
            }
            bytes *= 2;
            start = offset / 8 / bytes * bytes;
        }
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> new FieldValue(start, 0, 0, false);
            case FIELD_BYTE_SIZE -> new FieldValue(bytes, 0, 0, false);
            case FIELD_SIGNED -> new FieldValue(signed(type), 0, 0, true);
            case FIELD_LSHIFT_U64 -> new FieldValue(64 - (offset + bits - start * 8), 0, 0, false);
            case FIELD_RSHIFT_U64 -> new FieldValue(64 - bits, 0, 0, true);
            default -> throw new IllegalStateException(kind + " is not about a field's place");
        };
    }

    private static long signed(BtfType type) {
        boolean signed = (type instanceof BtfType.Int integer && integer.signed())
                || (type instanceof BtfType.Enum values && values.signed());
        return signed ? 1 : 0;
    }

    /** Whether a load or store of the one may become one of the other: pointers, and integers that are zero-extended. */
    static boolean isResizable(BtfType from, BtfType to) {
        return (from instanceof BtfType.Ptr && to instanceof BtfType.Ptr)
                || (from instanceof BtfType.Int a && to instanceof BtfType.Int b && !a.signed() && !b.signed());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.MalformedObjectException;

/** Makes the record of one type out of its bytes, which {@link BtfReader} has checked to be there. */
final class BtfDecoder {
    private static final int TRAILER = 12;

    private final String source;
    private final ByteBuffer types;
    private final BtfStrings strings;
    private final int typeCount;
    private final int id;
    private final int at;
    private final int info;

    BtfDecoder(String source, ByteBuffer types, BtfStrings strings, int typeCount, int id, int at) {
        this.source = source;
        this.types = types;
        this.strings = strings;
        this.typeCount = typeCount;
        this.id = id;
        this.at = at;
        this.info = types.getInt(at + 4);
    }

    BtfType decode() {
        BtfKind kind = BtfKind.of(info >>> 24 & 0x1f);
        return switch (kind) {
            case VOID -> throw new IllegalStateException("void has no bytes");
            case INT -> integer();
            case PTR -> new BtfType.Ptr(reference());
            case ARRAY ->
                new BtfType.Array(type(at + TRAILER), type(at + TRAILER + 4), positive(at + TRAILER + 8, "count"));
            case STRUCT, UNION -> new BtfType.Struct(name(), size(), members(), kind == BtfKind.UNION);
            case ENUM, ENUM64 -> enumeration(kind);
            case FWD -> new BtfType.Fwd(name(), flag());
            case TYPEDEF -> new BtfType.Typedef(name(), reference());
            case VOLATILE -> new BtfType.Volatile(reference());
            case CONST -> new BtfType.Const(reference());
            case RESTRICT -> new BtfType.Restrict(reference());
            case FUNC -> new BtfType.Func(name(), reference(), linkage(info & 0xffff));
            case FUNC_PROTO -> new BtfType.FuncProto(reference(), params());
            case VAR -> new BtfType.Var(name(), reference(), linkage(types.getInt(at + TRAILER)));
            case DATASEC -> new BtfType.DataSection(name(), size(), entries());
            case FLOAT -> new BtfType.Float(name(), size());
            case DECL_TAG -> new BtfType.DeclTag(name(), reference(), types.getInt(at + TRAILER));
            case TYPE_TAG -> new BtfType.TypeTag(name(), reference());
        };
    }

    private BtfType.Int integer() {
        int encoding = types.getInt(at + TRAILER);
        int size = size();
        int bits = encoding & 0xff;
        int offset = encoding >>> 16 & 0xff;
        if (size > 16 || Integer.bitCount(size) != 1 || bits == 0 || bits + offset > size * 8) {
            throw malformed(size + " bytes can't hold " + bits + " bits from bit " + offset + " on");
        }
        int flags = encoding >>> 24;
        return new BtfType.Int(name(), size, bits, offset, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
    }

    private List<BtfType.Member> members() {
        int count = info & 0xffff;
        long limit = 8L * size();
        List<BtfType.Member> members = new ArrayList<>(count);
        for (int i = 0, entry = at + TRAILER; i < count; i++, entry += 12) {
            int offset = types.getInt(entry + 8);
            int bitSize = flag() ? offset >>> 24 : 0;
            int bitOffset = flag() ? offset & 0xffffff : offset;
            if (bitOffset < 0 || (long) bitOffset + bitSize > limit) {
                throw malformed("its member " + i + " starts or ends past its end");
            }
            members.add(new BtfType.Member(strings.name(types.getInt(entry)), type(entry + 4), bitOffset, bitSize));
        }
        return List.copyOf(members);
    }

    private BtfType.Enum enumeration(BtfKind kind) {
        int count = info & 0xffff;
        int size = size();
        if (size > 8 || Integer.bitCount(size) != 1) {
            throw malformed("an enum can't have " + size + " bytes");
        }
        boolean wide = kind == BtfKind.ENUM64;
        List<BtfType.EnumValue> values = new ArrayList<>(count);
        for (int i = 0, entry = at + TRAILER; i < count; i++, entry += wide ? 12 : 8) {
            int low = types.getInt(entry + 4);
            long value = wide
                    ? (long) types.getInt(entry + 8) << 32 | Integer.toUnsignedLong(low)
                    : flag() ? low : Integer.toUnsignedLong(low);
            values.add(new BtfType.EnumValue(strings.name(types.getInt(entry)), value));
        }
        return new BtfType.Enum(name(), size, flag(), List.copyOf(values), kind);
    }

    private List<BtfType.Param> params() {
        int count = info & 0xffff;
        List<BtfType.Param> params = new ArrayList<>(count);
        for (int i = 0, entry = at + TRAILER; i < count; i++, entry += 8) {
            params.add(new BtfType.Param(strings.name(types.getInt(entry)), type(entry + 4)));
        }
        return List.copyOf(params);
    }

    private List<BtfType.Entry> entries() {
        int count = info & 0xffff;
        List<BtfType.Entry> entries = new ArrayList<>(count);
        for (int i = 0, entry = at + TRAILER; i < count; i++, entry += 12) {
            entries.add(new BtfType.Entry(
                    type(entry), positive(entry + 4, "variable's offset"), positive(entry + 8, "variable's size")));
        }
        return List.copyOf(entries);
    }

    private String name() {
        return strings.name(types.getInt(at));
    }

    private boolean flag() {
        return info < 0;
    }

    private int size() {
        return positive(at + 8, "size");
    }

    private int reference() {
        return type(at + 8);
    }

    private int linkage(int number) {
        if (number < 0 || number > BtfType.LINKAGE_EXTERN) {
            throw malformed("there is no linkage " + Integer.toUnsignedString(number));
        }
        return number;
    }

    /** A number that no real type needs more than 31 bits for. */
    private int positive(int place, String what) {
        int value = types.getInt(place);
        if (value < 0) {
            throw malformed("its " + what + " is " + Integer.toUnsignedString(value));
        }
        return value;
    }

    private int type(int place) {
        int type = types.getInt(place);
        if (type < 0 || type >= typeCount) {
            throw malformed("it refers to type " + Integer.toUnsignedString(type) + ", and there are " + typeCount);
        }
        return type;
    }

    private MalformedObjectException malformed(String wrong) {
        return BtfReader.malformed(source, "type " + id + ": " + wrong);
    }
}

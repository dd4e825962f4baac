// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.ArrayList;
import java.util.List;

/** Declarations and definitions of types as C writes them, without what they depend on. */
final class CDefinition {
    private final Btf btf;
    private final CText text;
    private final CNames names;
    private final CLayout layout;

    CDefinition(Btf btf, CText text) {
        this.btf = btf;
        this.text = text;
        this.names = new CNames(btf);
        this.layout = new CLayout(btf, text);
    }

    /** Anything of a type: {@code const char *name}. C wraps a name from the inside out, and so does this. */
    String declare(int id, String name, int level) {
        text.enter(id);
        text.charge(name.length());
        // What has a name needs no decoding, however many members it has.
        String declared = isTagged(btf.kind(id))
                ? tagged(id, level) + (name.isEmpty() ? "" : " " + name)
                : declare(id, btf.type(id), name, level);
        text.leave();
        return declared;
    }

    private static boolean isTagged(BtfKind kind) {
        return kind.isComposite() || kind.isEnum();
    }

    private String tagged(int id, int level) {
        boolean named = !btf.name(id).isEmpty();
        return switch (btf.kind(id)) {
            case STRUCT -> named ? "struct " + names.tag(id) : struct(id, level);
            case UNION -> named ? "union " + names.tag(id) : struct(id, level);
            default -> named ? "enum " + names.tag(id) : enumeration(id, level);
        };
    }

    private String declare(int id, BtfType type, String name, int level) {
        if (type instanceof BtfType.Ptr pointer) {
            return pointer(pointer, "*", name, level);
        }
        if (type instanceof BtfType.Array array) {
            return declare(array.element(), name + "[" + Integer.toUnsignedString(array.count()) + "]", level);
        }
        if (type instanceof BtfType.FuncProto function) {
            return declare(function.returnType(), name + "(" + parameters(function, level) + ")", level);
        }
        if (type.kind().isModifier() && !(type instanceof BtfType.Typedef)) {
            return qualified(type, name, level);
        }
        return base(id, type) + (name.isEmpty() ? "" : " " + name);
    }

    private String pointer(BtfType.Ptr pointer, String star, String name, int level) {
        BtfKind pointee = btf.kind(behindQualifiers(pointer.type()));
        boolean outer = pointee == BtfKind.ARRAY || pointee == BtfKind.FUNC_PROTO;
        return declare(pointer.type(), outer ? "(" + star + name + ")" : star + name, level);
    }

    /** A qualifier stands before what is named and behind the star of a pointer; arrays and functions can have none. */
    private String qualified(BtfType type, String name, int level) {
        int inner = innerOf(type);
        int bare = behindQualifiers(inner);
        BtfKind what = btf.kind(bare);
        String word = word(type);
        if (what == BtfKind.ARRAY || what == BtfKind.FUNC_PROTO) {
            return declare(bare, name, level);
        }
        if (what == BtfKind.PTR && btf.type(bare) instanceof BtfType.Ptr pointer) {
            StringBuilder stars = new StringBuilder("*");
            for (int at = inner; at != bare; at = innerOf(btf.type(at))) {
                stars.append(' ').append(word(btf.type(at)));
            }
            stars.append(' ').append(word);
            return pointer(pointer, name.isEmpty() ? stars.toString() : stars + " ", name, level);
        }
        return word + " " + declare(inner, name, level);
    }

    private static String word(BtfType qualifier) {
        return switch (qualifier.kind()) {
            case CONST -> "const";
            case VOLATILE -> "volatile";
            case RESTRICT -> "restrict";
            default -> "__attribute__((btf_type_tag(\"" + CText.identifier(qualifier.name()) + "\")))";
        };
    }

    private String base(int id, BtfType type) {
        if (type instanceof BtfType.Fwd forward) {
            return (forward.union() ? "union " : "struct ") + CText.identifier(forward.name());
        }
        if (type instanceof BtfType.Typedef) {
            return names.typedef(id);
        }
        if (type instanceof BtfType.Void) {
            return "void";
        }
        if (type instanceof BtfType.Int || type instanceof BtfType.Float) {
            return CText.identifier(type.name());
        }
        throw BtfReader.malformed(btf.source(), "type " + id + " is a " + type.kind() + ", where C has a type");
    }

    private String parameters(BtfType.FuncProto function, int level) {
        List<BtfType.Param> params = function.params();
        if (params.isEmpty() || (params.size() == 1 && params.get(0).type() == 0)) {
            return "void";
        }
        List<String> printed = new ArrayList<>();
        for (BtfType.Param param : params) {
            boolean further = param.type() == 0 && printed.size() == params.size() - 1;
            printed.add(further ? "..." : declare(param.type(), CText.identifier(param.name()), level));
        }
        return String.join(", ", printed);
    }

    /** {@code typedef unsigned int u32}. */
    String typedef(int id) {
        BtfType.Typedef typedef = (BtfType.Typedef) btf.type(id);
        // What gcc has built in describes itself as a struct that nobody can write down.
        return typedef.name().equals("__gnuc_va_list")
                ? "typedef __builtin_va_list __gnuc_va_list"
                : "typedef " + declare(typedef.type(), names.typedef(id), 0);
    }

    /** A struct or union with its members. */
    String struct(int id, int level) {
        BtfType.Struct struct = (BtfType.Struct) btf.type(id);
        text.enter(id);
        boolean packed = !struct.union() && layout.isPacked(struct);
        StringBuilder body = new StringBuilder(struct.union() ? "union " : "struct ");
        body.append(struct.name().isEmpty() ? "{" : names.tag(id) + " {");
        CPadding padding = new CPadding(member -> line(body, member + ";", level + 1));
        long end = 0;
        boolean bitField = false;
        for (BtfType.Member member : struct.members()) {
            boolean also = member.bitSize() != 0;
            int alignment = packed ? 1 : layout.alignment(member.type());
            padding.fill(end, member.bitOffset(), alignment, bitField && also);
            String declared = declare(member.type(), CText.identifier(member.name()), level + 1);
            line(body, declared + (also ? ": " + member.bitSize() : "") + ";", level + 1);
            end = member.bitOffset() + layout.width(member);
            bitField = also;
        }
        if (!struct.union()) {
            padding.fill(end, 8L * struct.size(), layout.alignment(id), false);
        }
        if (!struct.members().isEmpty() || struct.size() != 0) {
            line(body, "", level);
        }
        text.leave();
        return body.append(packed ? "} __attribute__((packed))" : "}").toString();
    }

    /** An enum with its constants; one without any is only declared. */
    String enumeration(int id, int level) {
        BtfType.Enum constants = (BtfType.Enum) btf.type(id);
        StringBuilder body = new StringBuilder("enum");
        body.append(constants.name().isEmpty() ? "" : " " + names.tag(id));
        if (constants.values().isEmpty()) {
            return body.toString();
        }
        body.append(" {");
        boolean wide = constants.kind() == BtfKind.ENUM64;
        boolean needsWide = false;
        for (BtfType.EnumValue value : constants.values()) {
            String number = constants.signed() ? Long.toString(value.value()) : Long.toUnsignedString(value.value());
            String suffix = !wide ? "" : constants.signed() ? "LL" : "ULL";
            line(body, names.constant(value.name()) + " = " + number + suffix + ",", level + 1);
            needsWide |= value.value() != (constants.signed() ? (int) value.value() : value.value() & 0xffff_ffffL);
        }
        line(body, "}", level);
        return body.append(mode(constants.size(), needsWide)).toString();
    }

    /** Without an attribute, a compiler takes 4 bytes, and 8 where a constant needs them. */
    private static String mode(int size, boolean needsWide) {
        return switch (size) {
            case 1 -> " __attribute__((mode(byte)))";
            case 2 -> " __attribute__((mode(HI)))";
            case 8 -> needsWide ? "" : " __attribute__((mode(word)))";
            default -> "";
        };
    }

    private void line(StringBuilder body, String line, int level) {
        text.charge(line.length() + level + 1L);
        body.append('\n').append("\t".repeat(level)).append(line);
    }

    /** Behind const, volatile, restrict and type tags, but not behind typedefs. */
    int behindQualifiers(int id) {
        int at = id;
        for (int depth = 0; ; depth++) {
            BtfKind kind = btf.kind(at);
            if (!kind.isModifier() || kind == BtfKind.TYPEDEF) {
                return at;
            }
            text.charge(1);
            if (depth > 32) {
                throw BtfReader.malformed(btf.source(), "type " + id + " is qualified more than 32 times");
            }
            at = innerOf(btf.type(at));
        }
    }

    static int innerOf(BtfType type) {
        if (type instanceof BtfType.Const constant) {
            return constant.type();
        }
        if (type instanceof BtfType.Volatile changing) {
            return changing.type();
        }
        if (type instanceof BtfType.Restrict restrict) {
            return restrict.type();
        }
        if (type instanceof BtfType.TypeTag tag) {
            return tag.type();
        }
        if (type instanceof BtfType.Typedef typedef) {
            return typedef.type();
        }
        throw new IllegalArgumentException(type + " stands for no other type");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.List;

/**
 * One type, decoded. Other types are named by their id in the same {@link Btf}. Sizes and offsets are bytes unless they say bits. Layout:
 * {@code include/uapi/linux/btf.h} and {@code Documentation/bpf/btf.rst}.
 */
@SuppressWarnings("JavaLangClash") // The names are those of the format.
public sealed interface BtfType {
    /** Linkage of a function or variable: seen in its own object only. */
    int LINKAGE_STATIC = 0;

    /** Linkage: seen by all objects. */
    int LINKAGE_GLOBAL = 1;

    /** Linkage: defined elsewhere. */
    int LINKAGE_EXTERN = 2;

    /**
     * What it is.
     *
     * @return the kind
     */
    BtfKind kind();

    /**
     * What it is called.
     *
     * @return the name, empty for types that have none
     */
    default String name() {
        return "";
    }

    /** No type; id 0. */
    record Void() implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOID;
        }
    }

    /**
     * An integer.
     *
     * @param name name, such as {@code unsigned int}
     * @param size bytes, a power of two up to 16
     * @param bits bits that count
     * @param offset bits below them, 0 in all but very old BTF
     * @param signed whether it is signed
     * @param character whether it is a character
     * @param bool whether it is a truth value
     */
    record Int(String name, int size, int bits, int offset, boolean signed, boolean character, boolean bool)
            implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.INT;
        }
    }

    /**
     * A pointer.
     *
     * @param type what it points to
     */
    record Ptr(int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.PTR;
        }
    }

    /**
     * An array.
     *
     * @param element type of one element
     * @param index type of the index
     * @param count elements; 0 for a flexible array
     */
    record Array(int element, int index, int count) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.ARRAY;
        }
    }

    /**
     * A struct or union.
     *
     * @param name name, empty if anonymous
     * @param size bytes
     * @param members members in the order of their declaration
     * @param union whether it is a union
     */
    record Struct(String name, int size, List<Member> members, boolean union) implements BtfType {
        @Override
        public BtfKind kind() {
            return union ? BtfKind.UNION : BtfKind.STRUCT;
        }
    }

    /**
     * A member of a struct or union.
     *
     * @param name name, empty for an anonymous struct or union whose members belong to the outer one
     * @param type type
     * @param bitOffset bits from the start of the struct
     * @param bitSize width in bits if it is a bit field, 0 if it is none
     */
    record Member(String name, int type, int bitOffset, int bitSize) {}

    /**
     * An enum, of kind {@link BtfKind#ENUM} or {@link BtfKind#ENUM64}.
     *
     * @param name name, empty if anonymous
     * @param size bytes: 1, 2, 4 or 8
     * @param signed whether its values are signed
     * @param values values in the order of their declaration
     * @param kind ENUM or ENUM64
     */
    record Enum(String name, int size, boolean signed, List<EnumValue> values, BtfKind kind) implements BtfType {}

    /**
     * A value of an enum.
     *
     * @param name name
     * @param value its value, extended to 64 bits as the enum's sign says
     */
    record EnumValue(String name, long value) {}

    /**
     * A struct or union that is only declared.
     *
     * @param name name
     * @param union whether it is a union
     */
    record Fwd(String name, boolean union) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FWD;
        }
    }

    /**
     * A typedef.
     *
     * @param name the new name
     * @param type what it names
     */
    record Typedef(String name, int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.TYPEDEF;
        }
    }

    /**
     * A {@code volatile} type.
     *
     * @param type the type without it
     */
    record Volatile(int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOLATILE;
        }
    }

    /**
     * A {@code const} type.
     *
     * @param type the type without it
     */
    record Const(int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.CONST;
        }
    }

    /**
     * A {@code restrict} type.
     *
     * @param type the type without it
     */
    record Restrict(int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.RESTRICT;
        }
    }

    /**
     * A function.
     *
     * @param name name
     * @param proto its {@link FuncProto}
     * @param linkage one of the {@code LINKAGE_} numbers
     */
    record Func(String name, int proto, int linkage) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FUNC;
        }
    }

    /**
     * A function's result and parameters.
     *
     * @param returnType type of the result, 0 for none
     * @param params parameters; a last one without name and type stands for any further ones
     */
    record FuncProto(int returnType, List<Param> params) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FUNC_PROTO;
        }
    }

    /**
     * A parameter.
     *
     * @param name name, may be empty
     * @param type type
     */
    record Param(String name, int type) {}

    /**
     * A global variable.
     *
     * @param name name
     * @param type type
     * @param linkage one of the {@code LINKAGE_} numbers
     */
    record Var(String name, int type, int linkage) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VAR;
        }
    }

    /**
     * A section of variables.
     *
     * @param name the section's name, such as {@code .maps}
     * @param size bytes; 0 in objects as clang writes them
     * @param entries variables in it
     */
    record DataSection(String name, int size, List<Entry> entries) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.DATASEC;
        }
    }

    /**
     * A variable's place in a section.
     *
     * @param type its {@link Var}; in sections of externs also a {@link Func}
     * @param offset bytes from the start; 0 in objects as clang writes them, where the symbol knows
     * @param size bytes
     */
    record Entry(int type, int offset, int size) {}

    /**
     * A floating point number.
     *
     * @param name name, such as {@code double}
     * @param size bytes: 2, 4, 8, 12 or 16
     */
    record Float(String name, int size) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FLOAT;
        }
    }

    /**
     * A tag on a declaration.
     *
     * @param name the tag
     * @param type the struct, union, function, variable or typedef that has it
     * @param component index of the member or parameter that has it, -1 for the whole
     */
    record DeclTag(String name, int type, int component) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.DECL_TAG;
        }
    }

    /**
     * A tag on a type.
     *
     * @param name the tag, such as {@code user} or {@code percpu}
     * @param type the type without it
     */
    record TypeTag(String name, int type) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.TYPE_TAG;
        }
    }
}

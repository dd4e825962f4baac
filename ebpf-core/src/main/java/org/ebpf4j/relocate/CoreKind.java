// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import org.ebpf4j.RelocationException;

/** What a CO-RE relocation wants to know. Numbers: {@code enum bpf_core_relo_kind} in {@code include/uapi/linux/bpf.h}. */
public enum CoreKind {
    /** Bytes from the start of the type to a field; for a bit field, to where it can be loaded from. */
    FIELD_BYTE_OFFSET(0, Family.FIELD, "field byte offset"),
    /** Bytes that a field takes; for a bit field, bytes to load. */
    FIELD_BYTE_SIZE(1, Family.FIELD, "field byte size"),
    /** 1 if there is such a field, 0 if not. */
    FIELD_EXISTS(2, Family.FIELD, "field existence"),
    /** 1 if a field is signed, 0 if not. */
    FIELD_SIGNED(3, Family.FIELD, "field signedness"),
    /** How far a 64-bit load of a bit field is shifted left first. */
    FIELD_LSHIFT_U64(4, Family.FIELD, "field left shift"),
    /** How far it is shifted right then. */
    FIELD_RSHIFT_U64(5, Family.FIELD, "field right shift"),
    /** The type's id in the object's own BTF. */
    TYPE_ID_LOCAL(6, Family.TYPE, "local type id"),
    /** The type's id in the kernel's BTF, 0 if it has none. */
    TYPE_ID_TARGET(7, Family.TYPE, "target type id"),
    /** 1 if there is a type of that name and kind, 0 if not. */
    TYPE_EXISTS(8, Family.TYPE, "type existence"),
    /** The type's size in bytes, 0 if there is none. */
    TYPE_SIZE(9, Family.TYPE, "type size"),
    /** 1 if an enum has such a value, 0 if not. */
    ENUMVAL_EXISTS(10, Family.ENUM_VALUE, "enum value existence"),
    /** The value. */
    ENUMVAL_VALUE(11, Family.ENUM_VALUE, "enum value"),
    /** 1 if there is a type that has at least the members of this one, 0 if not. */
    TYPE_MATCHES(12, Family.TYPE, "type match");

    /** What the access string means. */
    enum Family {
        FIELD,
        TYPE,
        ENUM_VALUE
    }

    private final int number;
    private final Family family;
    private final String description;

    CoreKind(int number, Family family, String description) {
        this.number = number;
        this.family = family;
        this.description = description;
    }

    /**
     * The kernel's number.
     *
     * @return 0 to 12
     */
    public int number() {
        return number;
    }

    /**
     * The kind of a number.
     *
     * @param number the kernel's number
     * @return the kind
     * @throws RelocationException if there is none
     */
    public static CoreKind of(int number) {
        for (CoreKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new RelocationException("Relocations of kind " + Integer.toUnsignedString(number)
                + " are newer than this library; use a newer one or an older clang");
    }

    Family family() {
        return family;
    }

    /** What a program asks to find out in time whether the kernel has it. */
    String guard() {
        return switch (family) {
            case FIELD -> "bpf_core_field_exists";
            case TYPE -> "bpf_core_type_exists";
            case ENUM_VALUE -> "bpf_core_enum_value_exists";
        };
    }

    /** Whether the answer is 1 or 0, and 0 no reason to complain. */
    boolean isQuestion() {
        return this == FIELD_EXISTS || this == TYPE_EXISTS || this == ENUMVAL_EXISTS || this == TYPE_MATCHES;
    }

    /**
     * In words.
     *
     * @return such as {@code field byte offset}
     */
    @Override
    public String toString() {
        return description;
    }
}

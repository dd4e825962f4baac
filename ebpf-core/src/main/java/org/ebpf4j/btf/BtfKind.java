// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

/** What a type is. The numbers are those of {@code include/uapi/linux/btf.h}. */
public enum BtfKind {
    /** No type: {@code void}, whose id is 0. */
    VOID(0, false, 0),
    /** An integer. */
    INT(1, true, 0),
    /** A pointer. */
    PTR(2, false, 0),
    /** An array. */
    ARRAY(3, false, 0),
    /** A struct. */
    STRUCT(4, true, 12),
    /** A union. */
    UNION(5, true, 12),
    /** An enum of up to 32 bits. */
    ENUM(6, true, 8),
    /** A struct or union that is declared, and defined elsewhere or nowhere. */
    FWD(7, false, 0),
    /** A typedef. */
    TYPEDEF(8, false, 0),
    /** The {@code volatile} of another type. */
    VOLATILE(9, false, 0),
    /** The {@code const} of another type. */
    CONST(10, false, 0),
    /** The {@code restrict} of another type. */
    RESTRICT(11, false, 0),
    /** A function. */
    FUNC(12, false, 0),
    /** A function's parameters and result. */
    FUNC_PROTO(13, false, 8),
    /** A global variable. Since kernel 5.2. */
    VAR(14, false, 0),
    /** A section with the variables in it. Since kernel 5.2. */
    DATASEC(15, true, 12),
    /** A floating point number. Since kernel 5.13. */
    FLOAT(16, true, 0),
    /** A tag on a declaration. Since kernel 5.16. */
    DECL_TAG(17, false, 0),
    /** A tag on a type. Since kernel 5.17. */
    TYPE_TAG(18, false, 0),
    /** An enum of up to 64 bits. Since kernel 6.0. */
    ENUM64(19, true, 12);

    /** By number: the constants are declared in the order of their numbers. */
    private static final BtfKind[] KINDS = values();

    private final int number;
    private final boolean sized;
    private final int entryBytes;

    BtfKind(int number, boolean sized, int entryBytes) {
        this.number = number;
        this.sized = sized;
        this.entryBytes = entryBytes;
    }

    /**
     * The kernel's number.
     *
     * @return 0 to 19
     */
    public int number() {
        return number;
    }

    /**
     * Whether this is a name, a qualifier or a tag of another type, which has the same layout.
     *
     * @return true for TYPEDEF, VOLATILE, CONST, RESTRICT and TYPE_TAG
     */
    public boolean isModifier() {
        return switch (this) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }

    /**
     * Whether it has members.
     *
     * @return true for STRUCT and UNION
     */
    public boolean isComposite() {
        return this == STRUCT || this == UNION;
    }

    /**
     * Whether it lists values.
     *
     * @return true for ENUM and ENUM64
     */
    public boolean isEnum() {
        return this == ENUM || this == ENUM64;
    }

    /** Whether the header's third word is a size in bytes. */
    boolean isSized() {
        return sized;
    }

    /** Whether a number names a kind. */
    static boolean isKnown(int number) {
        return number > 0 && number < KINDS.length;
    }

    static BtfKind of(int number) {
        return KINDS[number];
    }

    /** Bytes behind the 12-byte header of a type with so many entries. */
    int trailerBytes(int entries) {
        return switch (this) {
            case INT, VAR, DECL_TAG -> 4;
            case ARRAY -> 12;
            default -> entryBytes * entries;
        };
    }
}

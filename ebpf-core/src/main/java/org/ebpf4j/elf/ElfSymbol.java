// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

/**
 * One entry of the symbol table. Layout: {@code Elf64_Sym} of the System V ABI.
 *
 * @param index place in the symbol table; 0 is the empty symbol
 * @param name name, empty for most section symbols
 * @param value offset in bytes from the start of its section; the alignment where the section is {@link #SHN_COMMON}
 * @param size bytes, 0 where unknown
 * @param type one of the {@code STT_} numbers
 * @param binding one of the {@code STB_} numbers
 * @param visibility one of the {@code STV_} numbers
 * @param section index of the section that holds it, {@link #SHN_UNDEF} or a reserved number from 0xff00 up
 */
public record ElfSymbol(
        int index, String name, long value, long size, int type, int binding, int visibility, int section) {
    /** Section: none, the symbol is defined elsewhere. */
    public static final int SHN_UNDEF = 0;

    /** The first section number that does not index the section header table. */
    public static final int SHN_LORESERVE = 0xff00;

    /** Section: none, the value is absolute. */
    public static final int SHN_ABS = 0xfff1;

    /** Section: a common block that no section holds yet. */
    public static final int SHN_COMMON = 0xfff2;

    /** Type: not said. */
    public static final int STT_NOTYPE = 0;

    /** Type: data. */
    public static final int STT_OBJECT = 1;

    /** Type: a function. */
    public static final int STT_FUNC = 2;

    /** Type: stands for its section. */
    public static final int STT_SECTION = 3;

    /** Type: names the source file. */
    public static final int STT_FILE = 4;

    /** Binding: seen in this object only. */
    public static final int STB_LOCAL = 0;

    /** Binding: seen by all objects. */
    public static final int STB_GLOBAL = 1;

    /** Binding: global, and may be missing or replaced. */
    public static final int STB_WEAK = 2;

    /** Visibility: as the binding says. */
    public static final int STV_DEFAULT = 0;

    /** Visibility: never outside the compiled program. */
    public static final int STV_INTERNAL = 1;

    /** Visibility: not outside the linked program; libbpf takes such functions for static ones. */
    public static final int STV_HIDDEN = 2;

    /**
     * Whether a section of this file holds the symbol.
     *
     * @return false for undefined, absolute and common symbols
     */
    public boolean isDefinedInSection() {
        return section != SHN_UNDEF && section < SHN_LORESERVE;
    }
}

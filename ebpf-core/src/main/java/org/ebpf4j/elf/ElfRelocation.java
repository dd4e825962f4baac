// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

/**
 * One place in a section that a symbol's value goes into. Layout: {@code Elf64_Rel} and {@code Elf64_Rela} of the System V ABI; types:
 * {@code Documentation/bpf/llvm_reloc.rst}.
 *
 * @param offset bytes from the start of the section that is changed
 * @param type one of the {@code R_BPF_} numbers
 * @param symbol what it refers to
 * @param addend what to add; 0 for {@link ElfSection#SHT_REL}, whose addend is in the place itself
 */
public record ElfRelocation(long offset, int type, ElfSymbol symbol, long addend) {
    /** Changes nothing. */
    public static final int R_BPF_NONE = 0;

    /** The 64-bit immediate of a wide load, 16 bytes. */
    public static final int R_BPF_64_64 = 1;

    /** A 64-bit address in data. */
    public static final int R_BPF_64_ABS64 = 2;

    /** A 32-bit address in data. */
    public static final int R_BPF_64_ABS32 = 3;

    /** A 32-bit address in .BTF and .BTF.ext, which no loader needs to apply. */
    public static final int R_BPF_64_NODYLD32 = 4;

    /** The immediate of a call, 8 bytes. */
    public static final int R_BPF_64_32 = 10;

    /** How many bytes from the offset on the relocation touches; unknown types count the least there is. */
    static int width(int type) {
        return switch (type) {
            case R_BPF_NONE -> 0;
            case R_BPF_64_64 -> 16;
            case R_BPF_64_ABS64, R_BPF_64_32 -> 8;
            default -> 4;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One section of an object file. Layout: {@code Elf64_Shdr} of the System V ABI. Immutable and safe for use by several threads.
 *
 * @param index place in the section header table; 0 is the empty section
 * @param name name, such as {@code .maps} or {@code tp_btf/sched_switch}
 * @param type one of the {@code SHT_} numbers
 * @param flags the {@code SHF_} bits
 * @param address virtual address, 0 in relocatable objects
 * @param size bytes; for {@link #SHT_NOBITS} the bytes that a program sees, of which the file holds none
 * @param link index of another section, by type
 * @param info more, by type; for relocations the index of the section that they apply to
 * @param entrySize bytes of one entry, 0 where there are no entries
 * @param data the file's bytes, read-only and little-endian, from 0 to the size; empty for {@link #SHT_NOBITS}
 */
public record ElfSection(
        int index,
        String name,
        int type,
        long flags,
        long address,
        long size,
        int link,
        int info,
        long entrySize,
        ByteBuffer data) {
    /** No section: an unused header. */
    public static final int SHT_NULL = 0;

    /** Code or data. */
    public static final int SHT_PROGBITS = 1;

    /** The symbol table. */
    public static final int SHT_SYMTAB = 2;

    /** Strings. */
    public static final int SHT_STRTAB = 3;

    /** Relocations with an addend of their own. */
    public static final int SHT_RELA = 4;

    /** Data that starts as zeros and takes no room in the file. */
    public static final int SHT_NOBITS = 8;

    /** Relocations whose addend is in the place that they change; what clang writes for BPF. */
    public static final int SHT_REL = 9;

    /** Flag: writable. */
    public static final long SHF_WRITE = 1;

    /** Flag: takes memory at run time. */
    public static final long SHF_ALLOC = 2;

    /** Flag: holds instructions. */
    public static final long SHF_EXECINSTR = 4;

    /**
     * The bytes that the file holds.
     *
     * @return a view with a position of its own
     */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return "section " + index + " (" + name + ")";
    }
}

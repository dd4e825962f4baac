// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;

/** The parts of {@code Elf64_Ehdr} that matter, checked to be of a kind that this library reads. */
record ElfHeader(int machine, ByteBuffer sectionHeaders, int sectionHeaderSize, int sectionCount, int nameSection) {
    private static final int SIZE = 64;
    private static final int SECTION_HEADER_SIZE = 64;

    private static final int ELFCLASS32 = 1;
    private static final int ELFCLASS64 = 2;
    private static final int ELFDATA2LSB = 1;
    private static final int ELFDATA2MSB = 2;
    private static final int ET_REL = 1;

    static ElfHeader read(ElfReader reader) {
        identify(reader);
        ByteBuffer header = reader.slice(0, SIZE, "the ELF header");
        int machine = unsigned16(header, 18);
        if (machine != ElfFile.EM_BPF && machine != ElfFile.EM_NONE) {
            throw reader.refused("is an ELF file for machine " + machine + ", not for BPF (247); compile it with clang"
                    + " -target bpf");
        }
        int type = unsigned16(header, 16);
        if (type != ET_REL) {
            throw reader.refused(
                    "is an ELF file of type " + type + ", not a relocatable object (1); compile it with clang -c");
        }
        long offset = header.getLong(40);
        int entrySize = unsigned16(header, 58);
        int count = unsigned16(header, 60);
        int names = unsigned16(header, 62);
        if (offset == 0) {
            throw reader.refused("has no sections; give the object that clang -c wrote, not a stripped one");
        }
        // Extended numbering: an object that really had so many sections would not be a BPF object that anyone wrote.
        if (count == 0 || count >= ElfSymbol.SHN_LORESERVE || names >= ElfSymbol.SHN_LORESERVE) {
            throw reader.malformed("it counts no sections, or more than 65,279");
        }
        if (entrySize < SECTION_HEADER_SIZE) {
            throw reader.malformed(
                    "a section header of " + entrySize + " bytes is shorter than " + SECTION_HEADER_SIZE);
        }
        if (names >= count) {
            throw reader.malformed("section " + names + ", which should hold the section names, is not there");
        }
        ByteBuffer table = reader.slice(offset, (long) entrySize * count, "the section header table");
        return new ElfHeader(machine, table, entrySize, count, names);
    }

    private static void identify(ElfReader reader) {
        if (reader.size() == 0) {
            throw reader.refused("is empty; compile it with clang -target bpf");
        }
        int magic = Math.min(4, reader.size());
        for (int i = 0; i < magic; i++) {
            if (reader.identification(i) != "\u007fELF".charAt(i)) {
                throw reader.refused("is not an ELF file; compile it with clang -target bpf");
            }
        }
        if (reader.size() < 6) {
            throw reader.malformed("it is cut short after " + reader.size() + " bytes");
        }
        int bits = reader.identification(4);
        if (bits == ELFCLASS32) {
            throw reader.refused("is a 32-bit ELF file; compile it with clang -target bpf");
        }
        if (bits != ELFCLASS64) {
            throw reader.malformed("its ELF class is " + bits + ", not 2");
        }
        int order = reader.identification(5);
        if (order == ELFDATA2MSB) {
            throw reader.refused("is big-endian; compile it with -target bpfel");
        }
        if (order != ELFDATA2LSB) {
            throw reader.malformed("its ELF byte order is " + order + ", not 1");
        }
    }

    /** Where one section header starts in the table. */
    int at(int section) {
        return section * sectionHeaderSize;
    }

    private static int unsigned16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }
}

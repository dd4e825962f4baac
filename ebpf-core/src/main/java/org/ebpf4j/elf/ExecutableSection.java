// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One section of an executable: {@code Elf64_Shdr} of the System V ABI, its name as an offset in the names of sections. */
record ExecutableSection(int name, int type, long address, long offset, long size, long link) {
    static final int SHT_SYMTAB = 2;
    static final int SHT_STRTAB = 3;
    static final int SHT_NOTE = 7;
    static final int SHT_DYNSYM = 11;

    private static final int SIZE = 64;

    static List<ExecutableSection> read(ExecutableFile file, ByteBuffer header) throws IOException {
        int entrySize = header.getShort(58) & 0xffff;
        int count = header.getShort(60) & 0xffff;
        if (count > 0 && entrySize < SIZE) {
            throw file.malformed("a section header of " + entrySize + " bytes is shorter than " + SIZE);
        }
        ByteBuffer table = file.bytes(header.getLong(40), (long) count * entrySize, "the section header table");
        List<ExecutableSection> sections = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += entrySize) {
            sections.add(new ExecutableSection(
                    table.getInt(at),
                    table.getInt(at + 4),
                    table.getLong(at + 16),
                    table.getLong(at + 24),
                    table.getLong(at + 32),
                    Integer.toUnsignedLong(table.getInt(at + 40))));
        }
        return sections;
    }
}

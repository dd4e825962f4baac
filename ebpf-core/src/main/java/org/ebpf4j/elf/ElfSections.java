// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the section header table. */
final class ElfSections {
    private ElfSections() {}

    static List<ElfSection> read(ElfReader reader, ElfHeader header) {
        ElfSection names = section(reader, header, header.nameSection(), "");
        if (names.type() != ElfSection.SHT_STRTAB) {
            throw reader.malformed("section " + names.index() + ", which should hold the section names, is of type "
                    + Integer.toUnsignedString(names.type()) + ", not 3");
        }
        List<ElfSection> sections = new ArrayList<>(header.sectionCount());
        for (int i = 0; i < header.sectionCount(); i++) {
            int nameOffset = header.sectionHeaders().getInt(header.at(i));
            // Header 0 is reserved and all zeros; an empty string table has no byte that its name could be.
            String name = i == 0 ? "" : reader.string(names, nameOffset, "section " + i);
            sections.add(section(reader, header, i, name));
        }
        return List.copyOf(sections);
    }

    private static ElfSection section(ElfReader reader, ElfHeader header, int index, String name) {
        ByteBuffer table = header.sectionHeaders();
        int at = header.at(index);
        int type = table.getInt(at + 4);
        long offset = table.getLong(at + 24);
        long size = table.getLong(at + 32);
        int link = table.getInt(at + 40);
        boolean inFile = type != ElfSection.SHT_NOBITS && type != ElfSection.SHT_NULL;
        String what = "section " + index + (name.isEmpty() ? "" : " (" + name + ")");
        if (size < 0 || (type == ElfSection.SHT_NULL && size != 0)) {
            throw reader.malformed(what + " can't have " + Long.toUnsignedString(size) + " bytes");
        }
        if (link < 0 || link >= header.sectionCount()) {
            throw reader.malformed(
                    what + " links to section " + Integer.toUnsignedString(link) + ", which is not there");
        }
        ByteBuffer data = inFile ? reader.slice(offset, size, what) : reader.slice(0, 0, what);
        return new ElfSection(
                index,
                name,
                type,
                table.getLong(at + 8),
                table.getLong(at + 16),
                size,
                link,
                table.getInt(at + 44),
                table.getLong(at + 56),
                data);
    }
}

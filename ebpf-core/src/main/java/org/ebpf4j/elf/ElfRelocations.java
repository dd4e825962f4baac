// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads one relocation section. */
final class ElfRelocations {
    private static final int REL_SIZE = 16;
    private static final int RELA_SIZE = 24;

    private ElfRelocations() {}

    static void read(
            ElfReader reader,
            ElfSection table,
            ElfSection target,
            List<ElfSection> sections,
            List<ElfSymbol> symbols,
            List<ElfRelocation> into) {
        boolean addends = table.type() == ElfSection.SHT_RELA;
        int stride = ElfEntries.stride(reader, table, addends ? RELA_SIZE : REL_SIZE);
        if (sections.get(table.link()).type() != ElfSection.SHT_SYMTAB) {
            throw reader.malformed(
                    table + " takes its symbols from " + sections.get(table.link()) + ", which is no symbol table");
        }
        ByteBuffer data = table.data();
        for (int at = 0; at < data.limit(); at += stride) {
            long offset = data.getLong(at);
            int type = data.getInt(at + 8);
            int symbol = data.getInt(at + 12);
            String what = "entry " + at / stride + " of " + table;
            if (symbol < 0 || symbol >= symbols.size()) {
                throw reader.malformed(
                        what + " names symbol " + Integer.toUnsignedString(symbol) + ", which is not there");
            }
            int width = ElfRelocation.width(type);
            if (offset < 0 || offset > target.size() || width > target.size() - offset) {
                throw reader.malformed(
                        what + " changes bytes past " + target + " (offset " + Long.toUnsignedString(offset) + ")");
            }
            into.add(new ElfRelocation(offset, type, symbols.get(symbol), addends ? data.getLong(at + 16) : 0));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the symbol table. */
final class ElfSymbols {
    private static final int SIZE = 24;

    private ElfSymbols() {}

    static List<ElfSymbol> read(ElfReader reader, List<ElfSection> sections) {
        List<ElfSymbol> symbols = new ArrayList<>();
        boolean seen = false;
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.SHT_SYMTAB) {
                if (seen) {
                    throw reader.malformed("it has two symbol tables");
                }
                seen = true;
                readTable(reader, section, sections, symbols);
            }
        }
        return List.copyOf(symbols);
    }

    private static void readTable(
            ElfReader reader, ElfSection table, List<ElfSection> sections, List<ElfSymbol> symbols) {
        int stride = ElfEntries.stride(reader, table, SIZE);
        ElfSection strings = sections.get(table.link());
        if (strings.type() != ElfSection.SHT_STRTAB) {
            throw reader.malformed("the names of " + table + " should be in " + strings + ", which holds no strings");
        }
        ByteBuffer data = table.data();
        for (int at = 0, index = 0; at < data.limit(); at += stride, index++) {
            String what = "symbol " + index;
            int nameOffset = data.getInt(at);
            ElfSymbol symbol = new ElfSymbol(
                    index,
                    nameOffset == 0 ? "" : reader.string(strings, nameOffset, what),
                    data.getLong(at + 8),
                    data.getLong(at + 16),
                    data.get(at + 4) & 0xf,
                    (data.get(at + 4) & 0xf0) >> 4,
                    data.get(at + 5) & 0x3,
                    data.getShort(at + 6) & 0xffff);
            check(reader, symbol, sections);
            symbols.add(symbol);
        }
    }

    private static void check(ElfReader reader, ElfSymbol symbol, List<ElfSection> sections) {
        String what = "symbol " + symbol.index() + " (" + symbol.name() + ")";
        int index = symbol.section();
        if (index < ElfSymbol.SHN_LORESERVE && index >= sections.size()) {
            throw reader.malformed(what + " is in section " + index + ", which is not there");
        }
        if (index >= ElfSymbol.SHN_LORESERVE && index != ElfSymbol.SHN_ABS && index != ElfSymbol.SHN_COMMON) {
            throw reader.malformed(what + " is in reserved section " + index);
        }
        if (symbol.isDefinedInSection()) {
            long size = sections.get(index).size();
            if (symbol.value() < 0
                    || symbol.size() < 0
                    || symbol.value() > size
                    || symbol.size() > size - symbol.value()) {
                throw reader.malformed(what + " ends past " + sections.get(index));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Where a symbol table and its names are in an executable. Layout: {@code Elf64_Sym} of the System V ABI. */
record SymbolTable(long offset, long size, long namesOffset, long namesSize) {
    private static final int SYMBOL_SIZE = 24;
    private static final int CHUNK = SYMBOL_SIZE << 12;

    /** Names are read at once, for symbols take them in any order; the largest known file has a tenth of this. */
    private static final long MOST_NAMES = 512L << 20;

    /** A longer name is cut; C++ has some of thousands of characters. */
    private static final int LONGEST_NAME = 1 << 16;

    static List<SymbolTable> read(ExecutableFile file, List<ExecutableSection> sections) {
        List<SymbolTable> tables = new ArrayList<>();
        for (ExecutableSection section : sections) {
            if (section.type() == ExecutableSection.SHT_SYMTAB || section.type() == ExecutableSection.SHT_DYNSYM) {
                long link = section.link();
                if (link >= sections.size() || sections.get((int) link).type() != ExecutableSection.SHT_STRTAB) {
                    throw file.malformed("a symbol table has its names in section " + link + ", which holds none");
                }
                ExecutableSection names = sections.get((int) link);
                tables.add(new SymbolTable(section.offset(), section.size(), names.offset(), names.size()));
            }
        }
        return tables;
    }

    boolean scan(ExecutableFile file, Predicate<String> wanted, List<FunctionSymbol> found) throws IOException {
        if (namesSize > MOST_NAMES || size < 0 || size % SYMBOL_SIZE != 0) {
            throw file.malformed("its symbol table can't be right");
        }
        byte[] names =
                file.bytes(namesOffset, namesSize, "the names of symbols").array();
        boolean used = false;
        for (long done = 0; done < size; done += CHUNK) {
            ByteBuffer symbols = file.bytes(offset + done, Math.min(CHUNK, size - done), "the symbol table");
            for (int at = 0; at < symbols.limit(); at += SYMBOL_SIZE) {
                if ((symbols.get(at + 4) & 0xf) > ElfSymbol.STT_FUNC
                        || (symbols.get(at + 4) & 0xf) == ElfSymbol.STT_OBJECT) {
                    continue;
                }
                String name = name(names, symbols.getInt(at));
                if (!name.isEmpty() && wanted.test(name)) {
                    boolean function = (symbols.get(at + 4) & 0xf) == ElfSymbol.STT_FUNC;
                    boolean defined = symbols.getShort(at + 6) != ElfSymbol.SHN_UNDEF && symbols.getLong(at + 8) != 0;
                    used |= !defined;
                    if (function && defined) {
                        found.add(new FunctionSymbol(name, symbols.getLong(at + 8), (symbols.get(at + 4) & 0xf0) >> 4));
                    }
                }
            }
        }
        return used;
    }

    private static String name(byte[] names, int start) {
        int end = start;
        while (end >= 0 && end < names.length && names[end] != 0 && end - start < LONGEST_NAME) {
            end++;
        }
        return end <= start || end > names.length ? "" : new String(names, start, end - start, StandardCharsets.UTF_8);
    }
}

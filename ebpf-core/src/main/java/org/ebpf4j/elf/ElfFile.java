// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.MalformedObjectException;

/**
 * A relocatable ELF object for BPF: 64-bit, little-endian. The file is not copied: sections are views of the bytes that were given, which
 * must not change afterwards. Immutable and safe for use by several threads.
 *
 * <p>Whatever the bytes are, the only exception is a {@link MalformedObjectException} that names the file and what is wrong with it.
 * Layout: System V ABI, chapters 4 and 5, with {@code EM_BPF} of {@code include/uapi/linux/elf-em.h}.
 */
public final class ElfFile {
    /** The machine number of BPF. */
    public static final int EM_BPF = 247;

    /** The machine number that old compilers wrote. */
    public static final int EM_NONE = 0;

    private final String name;
    private final int machine;
    private final ElfReader reader;
    private final List<ElfSection> sections;
    private final List<ElfSymbol> symbols;

    private ElfFile(String name, int machine, ElfReader reader, List<ElfSection> sections, List<ElfSymbol> symbols) {
        this.name = name;
        this.machine = machine;
        this.reader = reader;
        this.sections = sections;
        this.symbols = symbols;
    }

    /**
     * Reads the section headers and the symbol table. Relocations are read when asked for.
     *
     * @param name what messages call the file
     * @param bytes the file from position to limit; the position is left alone
     * @return the file
     * @throws MalformedObjectException if the bytes are no such file, or if anything in them points outside
     */
    public static ElfFile parse(String name, ByteBuffer bytes) {
        ElfReader reader = new ElfReader(name, bytes);
        ElfHeader header = ElfHeader.read(reader);
        List<ElfSection> sections = ElfSections.read(reader, header);
        return new ElfFile(name, header.machine(), reader, sections, ElfSymbols.read(reader, sections));
    }

    /**
     * What messages call the file.
     *
     * @return the name as given
     */
    public String name() {
        return name;
    }

    /**
     * The machine that the object was compiled for.
     *
     * @return {@link #EM_BPF} or {@link #EM_NONE}
     */
    public int machine() {
        return machine;
    }

    /**
     * All sections in the order of their index, the empty one at 0 included.
     *
     * @return an unmodifiable list
     */
    public List<ElfSection> sections() {
        return sections;
    }

    /**
     * All symbols in the order of their index, the empty one at 0 included.
     *
     * @return an unmodifiable list, empty if the object was stripped of its symbols
     */
    public List<ElfSymbol> symbols() {
        return symbols;
    }

    /**
     * What changes a section, in the order of the file.
     *
     * @param target a section of this file
     * @return an unmodifiable list, empty if nothing does
     * @throws MalformedObjectException if an entry points outside the section or names no symbol
     */
    public List<ElfRelocation> relocations(ElfSection target) {
        List<ElfRelocation> found = new ArrayList<>();
        long bytes = 0;
        for (ElfSection section : sections) {
            boolean relocates = section.type() == ElfSection.SHT_REL || section.type() == ElfSection.SHT_RELA;
            if (relocates && section.info() == target.index()) {
                bytes += section.size();
                if (bytes > reader.size()) {
                    throw reader.malformed("the relocations of " + target + " overlap");
                }
                ElfRelocations.read(reader, section, target, sections, symbols, found);
            }
        }
        return List.copyOf(found);
    }

    @Override
    public String toString() {
        return name;
    }
}

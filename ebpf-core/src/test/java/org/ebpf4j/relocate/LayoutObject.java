// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.ebpf4j.btf.CoreRelocation;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.insn.Instructions;

/** One of the two objects that clang made of {@code layout.h}: a program and its relocations per section. */
record LayoutObject(Btf btf, Map<String, Instructions> programs, Map<String, List<CoreRelocation>> relocations) {
    static LayoutObject read(String name) {
        try (InputStream in = LayoutObject.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return of(name, ElfFile.parse(name, ByteBuffer.wrap(in.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LayoutObject of(String name, ElfFile file) {
        Btf btf = Btf.parse(name, data(file, ".BTF"));
        BtfExt ext = BtfExt.parse(name, btf, data(file, ".BTF.ext"));
        Map<String, Instructions> programs = new LinkedHashMap<>();
        Map<String, List<CoreRelocation>> relocations = new LinkedHashMap<>();
        for (ElfSection section : file.sections()) {
            if ((section.flags() & ElfSection.SHF_EXECINSTR) != 0 && section.size() > 0) {
                programs.put(section.name(), Instructions.copyOf(section.data()));
                relocations.put(section.name(), ext.coreRelocations(section.name()));
            }
        }
        return new LayoutObject(btf, programs, relocations);
    }

    Instructions program(String section) {
        Instructions program = programs.get(section);
        if (program == null) {
            throw new IllegalArgumentException(section);
        }
        return program;
    }

    /** The only relocation of a section. */
    CoreRelocation relocation(String section) {
        List<CoreRelocation> all = relocations.getOrDefault(section, List.of());
        if (all.size() != 1) {
            throw new IllegalArgumentException(section + " has " + all.size() + " relocations");
        }
        return all.get(0);
    }

    private static ByteBuffer data(ElfFile file, String section) {
        return file.sections().stream()
                .filter(s -> s.name().equals(section))
                .findFirst()
                .orElseThrow()
                .data();
    }
}

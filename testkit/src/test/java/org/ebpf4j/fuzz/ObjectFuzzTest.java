// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import org.ebpf4j.BpfException;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.insn.Disassembler;
import org.ebpf4j.insn.Symbols;
import org.ebpf4j.relocate.ExternValue;
import org.ebpf4j.relocate.ProgramLinker;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an object file: it is read or refused with a {@link BpfException}; any other exception, or no end, fails the test. */
class ObjectFuzzTest {
    @MethodSource("org.ebpf4j.fuzz.Seeds#objects")
    @FuzzTest
    void readsOrRefusesAnyObject(byte[] bytes) {
        try {
            ElfFile elf = ElfFile.parse("fuzz.o", ByteBuffer.wrap(bytes));
            for (ElfSection section : elf.sections()) {
                elf.relocations(section);
            }
            ObjectSpec spec = ObjectSpec.read("fuzz.o", bytes);
            ProgramLinker linker =
                    new ProgramLinker(spec, spec::btf, List::of, extern -> new ExternValue.Absent(extern.name()));
            for (FunctionSpec function : spec.functions()) {
                new Disassembler(function.instructions(), Symbols.NONE).lines();
            }
            for (ProgramSpec program : spec.programs()) {
                link(linker, program);
            }
        } catch (BpfException refused) {
            // As it should be.
        }
    }

    private static void link(ProgramLinker linker, ProgramSpec program) {
        try {
            linker.link(program);
        } catch (BpfException refused) {
            // The others are still to be tried.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are what {@code llvm-readelf -SW -s -r sample.bpf.o} prints. */
class ElfFileTest {
    private final ElfFile file = ElfFile.parse("sample.bpf.o", ByteBuffer.wrap(Sample.bytes()));

    @Test
    void listsSectionsAsReadelfDoes() {
        assertEquals(
                List.of(
                        "",
                        ".strtab",
                        ".text",
                        ".rel.text",
                        "socket",
                        ".relsocket",
                        ".rodata",
                        ".data",
                        ".bss",
                        "license",
                        ".maps",
                        ".BTF",
                        ".rel.BTF",
                        ".BTF.ext",
                        ".rel.BTF.ext",
                        ".llvm_addrsig",
                        ".symtab"),
                file.sections().stream().map(ElfSection::name).toList());
        ElfSection socket = file.sections().get(4);
        assertEquals(ElfSection.SHT_PROGBITS, socket.type());
        assertEquals(ElfSection.SHF_ALLOC | ElfSection.SHF_EXECINSTR, socket.flags());
        assertEquals(0xc0, socket.size());
        assertEquals(16, file.sections().get(5).link());
        assertEquals(4, file.sections().get(5).info());
        assertEquals(16, file.sections().get(5).entrySize());
    }

    @Test
    void listsSymbolsAsReadelfDoes() {
        List<ElfSymbol> symbols = file.symbols();
        assertEquals(11, symbols.size());
        assertEquals(new ElfSymbol(3, "lookup", 0, 72, ElfSymbol.STT_FUNC, ElfSymbol.STB_LOCAL, 0, 2), symbols.get(3));
        assertEquals(
                new ElfSymbol(7, "LINUX_KERNEL_VERSION", 0, 0, ElfSymbol.STT_NOTYPE, ElfSymbol.STB_WEAK, 0, 0),
                symbols.get(7));
        assertEquals(
                new ElfSymbol(10, "_license", 0, 13, ElfSymbol.STT_OBJECT, ElfSymbol.STB_GLOBAL, 0, 9),
                symbols.get(10));
        assertTrue(symbols.get(10).isDefinedInSection());
        assertEquals(ElfSymbol.STT_SECTION, symbols.get(1).type());
    }

    @Test
    void listsRelocationsOfASectionAsReadelfDoes() {
        List<ElfRelocation> relocations = file.relocations(file.sections().get(4));
        assertEquals(
                List.of("8:10:1", "16:1:5", "48:1:6", "80:1:7", "136:1:8"),
                relocations.stream()
                        .map(r -> r.offset() + ":" + r.type() + ":" + r.symbol().index())
                        .toList());
        assertEquals(List.of(), file.relocations(file.sections().get(9)));
    }

    @Test
    void handsOutDataAsReadOnlyLittleEndianViews() {
        ByteBuffer license = file.sections().get(9).data();
        assertEquals(ByteOrder.LITTLE_ENDIAN, license.order());
        assertThrows(ReadOnlyBufferException.class, () -> license.put(0, (byte) 0));
        byte[] text = new byte[license.remaining()];
        license.get(text);
        assertEquals("Dual BSD/GPL\0", new String(text, StandardCharsets.US_ASCII));
        assertEquals(13, file.sections().get(9).data().remaining());
        assertEquals(7, file.sections().get(6).data().getInt(0));
    }

    @Test
    void hasNoDataForSectionsThatTakeNoRoomInTheFile() {
        ElfSection bss = file.sections().get(8);
        assertEquals(8, bss.size());
        assertEquals(0, bss.data().remaining());
    }

    @Test
    void readsFromPositionToLimitAndLeavesThemAlone() {
        byte[] bytes = Sample.bytes();
        ByteBuffer wide = ByteBuffer.allocateDirect(bytes.length + 200);
        wide.put(100, bytes).position(100).limit(100 + bytes.length);
        ElfFile same = ElfFile.parse("wide", wide);
        assertEquals(file.symbols(), same.symbols());
        assertEquals(file.sections().get(11).data(), same.sections().get(11).data());
        assertEquals(100, wide.position());
        assertEquals(ElfFile.EM_BPF, same.machine());
    }

    @Test
    void acceptsObjectsThatNameNoMachine() {
        byte[] bytes = Sample.bytes();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(18, (short) 0);
        assertEquals(
                ElfFile.EM_NONE, ElfFile.parse("old.o", ByteBuffer.wrap(bytes)).machine());
    }

    @Test
    void honoursEntriesThatAreLongerThanTheyNeedToBe() {
        ElfBytes elf = new ElfBytes();
        int code = elf.section("xdp", 1, 0, 0, 0, new byte[32]);
        ByteBuffer symbols = ElfBytes.buffer(2 * 40);
        symbols.putInt(40, elf.name("counts")).put(44, (byte) 0x11).putShort(46, (short) 0);
        // The names are in the section that the builder adds last: behind these three.
        int table = elf.section(".symtab", 2, 4, 1, 40, symbols);
        ByteBuffer entries = ElfBytes.buffer(2 * 24);
        entries.putLong(0, 0).putLong(8, 1L << 32 | 1);
        entries.putLong(24, 16).putLong(32, 1L << 32 | 1).putLong(16, -1);
        elf.section(".relxdp", 9, table, code, 24, entries);
        ElfFile parsed = ElfFile.parse("wide.o", ByteBuffer.wrap(elf.build()));
        ElfSymbol counts = parsed.symbols().get(1);
        assertEquals("counts", counts.name());
        assertEquals(
                List.of(new ElfRelocation(0, 1, counts, 0), new ElfRelocation(16, 1, counts, 0)),
                parsed.relocations(parsed.sections().get(code)));
    }

    @Test
    void exposesAddendsThatTheEntriesCarry() {
        ElfBytes elf = new ElfBytes();
        int code = elf.section("xdp", 1, 0, 0, 0, new byte[16]);
        int table = elf.section(".symtab", 2, 4, 1, 24, new byte[48]);
        ByteBuffer entries = ElfBytes.buffer(24);
        entries.putLong(0, 0).putLong(8, 1L << 32 | 1).putLong(16, -8);
        elf.section(".relaxdp", 4, table, code, 24, entries);
        ElfFile parsed = ElfFile.parse("addend.o", ByteBuffer.wrap(elf.build()));
        assertEquals(-8, parsed.relocations(parsed.sections().get(code)).get(0).addend());
    }
}

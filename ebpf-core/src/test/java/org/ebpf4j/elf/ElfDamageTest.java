// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.ebpf4j.MalformedObjectException;
import org.junit.jupiter.api.Test;

class ElfDamageTest {
    private static final int SOCKET_RELOCATION_SECTION = 5;
    private static final int LICENSE = 9;
    private static final int SYMTAB = 16;

    @Test
    void rejectsEmptyFile() {
        assertEquals("x.o is empty; compile it with clang -target bpf", message(ByteBuffer.allocate(0)));
    }

    @Test
    void rejectsFileThatIsNotElf() {
        assertEquals(
                "x.o is not an ELF file; compile it with clang -target bpf",
                message(ByteBuffer.wrap(new byte[] {'{', '}', '\n', 0, 0, 0, 0})));
    }

    @Test
    void rejects32BitFile() {
        assertEquals("x.o is a 32-bit ELF file; compile it with clang -target bpf", damaged(b -> b.put(4, (byte) 1)));
    }

    @Test
    void rejectsBigEndianFile() {
        assertEquals("x.o is big-endian; compile it with -target bpfel", damaged(b -> b.put(5, (byte) 2)));
    }

    @Test
    void rejectsOtherMachines() {
        assertContains("machine 62, not for BPF", damaged(b -> b.putShort(18, (short) 62)));
    }

    @Test
    void rejectsLinkedFiles() {
        assertContains("type 3, not a relocatable object", damaged(b -> b.putShort(16, (short) 3)));
    }

    @Test
    void rejectsSectionHeadersPastTheFile() {
        assertContains("the section header table ends past the file", damaged(b -> b.putLong(40, b.limit() - 64)));
        assertContains("the section header table ends past the file", damaged(b -> b.putLong(40, -1)));
        assertContains("the section header table ends past the file", damaged(b -> b.putLong(40, Long.MAX_VALUE)));
        assertContains("has no sections", damaged(b -> b.putLong(40, 0)));
    }

    @Test
    void rejectsSectionHeadersOfAbsurdSizeOrCount() {
        assertContains("a section header of 0 bytes", damaged(b -> b.putShort(58, (short) 0)));
        assertContains("a section header of 63 bytes", damaged(b -> b.putShort(58, (short) 63)));
        assertContains("it counts no sections", damaged(b -> b.putShort(60, (short) 0)));
        assertContains("it counts no sections", damaged(b -> b.putShort(60, (short) 0xff00)));
        assertContains("ends past the file", damaged(b -> b.putShort(60, (short) 0xfeff)));
    }

    @Test
    void rejectsSectionNamesThatAreNotThere() {
        assertContains("section 17, which should hold the section names", damaged(b -> b.putShort(62, (short) 17)));
        assertContains("is of type 1, not 3", damaged(b -> b.putShort(62, (short) LICENSE)));
        assertContains(
                "the name of section 9 lies outside",
                damaged(b -> b.putInt(Sample.header(LICENSE, 0), Integer.MIN_VALUE)));
        // The string table is the last thing before the headers: without its last byte the last name has no end.
        assertContains("has no end", damaged(b -> {
            int size = (int) b.getLong(Sample.header(1, 32));
            b.putLong(Sample.header(1, 32), size - 1).putInt(Sample.header(LICENSE, 0), size - 2);
        }));
    }

    @Test
    void rejectsSectionThatEndsPastTheFile() {
        assertContains(
                "section 9 (license) ends past the file",
                damaged(b -> b.putLong(Sample.header(LICENSE, 32), b.limit())));
        assertContains(
                "section 9 (license) ends past the file", damaged(b -> b.putLong(Sample.header(LICENSE, 24), -1)));
        assertContains(
                "section 9 (license) can't have", damaged(b -> b.putLong(Sample.header(LICENSE, 32), Long.MIN_VALUE)));
    }

    @Test
    void rejectsLinkToASectionThatIsNotThere() {
        assertContains("links to section 17", damaged(b -> b.putInt(Sample.header(SYMTAB, 40), 17)));
        assertContains("links to section 4294967295", damaged(b -> b.putInt(Sample.header(SYMTAB, 40), -1)));
        assertContains("which holds no strings", damaged(b -> b.putInt(Sample.header(SYMTAB, 40), LICENSE)));
    }

    @Test
    void rejectsEntrySizesThatAreZeroOrTooSmall() {
        assertContains("entries of 0 bytes instead of 24", damaged(b -> b.putLong(Sample.header(SYMTAB, 56), 0)));
        assertContains("entries of 23 bytes instead of 24", damaged(b -> b.putLong(Sample.header(SYMTAB, 56), 23)));
        assertContains("no whole number of 25-byte", damaged(b -> b.putLong(Sample.header(SYMTAB, 56), 25)));
        assertContains(
                "entries of 0 bytes instead of 16",
                damaged(b -> b.putLong(Sample.header(SOCKET_RELOCATION_SECTION, 56), 0)));
        assertContains(
                "entries of 18446744073709551615 bytes",
                damaged(b -> b.putLong(Sample.header(SOCKET_RELOCATION_SECTION, 56), -1)));
    }

    @Test
    void rejectsSymbolsThatPointOutside() {
        int count = Sample.SYMBOLS + 4 * 24;
        assertContains("symbol 4 (count) is in section 17", damaged(b -> b.putShort(count + 6, (short) 17)));
        assertContains("in reserved section 65535", damaged(b -> b.putShort(count + 6, (short) -1)));
        assertContains("symbol 4 (count) ends past", damaged(b -> b.putLong(count + 8, 1)));
        assertContains("symbol 4 (count) ends past", damaged(b -> b.putLong(count + 8, -1)));
        assertContains("symbol 4 (count) ends past", damaged(b -> b.putLong(count + 16, Long.MAX_VALUE)));
        assertContains("the name of symbol 4 lies outside", damaged(b -> b.putInt(count, 0x10000)));
    }

    @Test
    void rejectsRelocationsThatPointOutside() {
        int first = Sample.SOCKET_RELOCATIONS;
        assertContains("names symbol 11", damaged(b -> b.putInt(first + 12, 11)));
        assertContains("names symbol 4294967295", damaged(b -> b.putInt(first + 12, -1)));
        assertContains("changes bytes past section 4 (socket)", damaged(b -> b.putLong(first, 0xc0 - 7)));
        assertContains("changes bytes past section 4 (socket)", damaged(b -> b.putLong(first, -8)));
        assertContains(
                "which is no symbol table",
                damaged(b -> b.putInt(Sample.header(SOCKET_RELOCATION_SECTION, 40), LICENSE)));
    }

    @Test
    void rejectsTwoSymbolTables() {
        assertContains(
                "two symbol tables",
                damaged(b -> b.putInt(Sample.header(LICENSE, 4), 2)
                        .putLong(Sample.header(LICENSE, 32), 0)
                        .putLong(Sample.header(LICENSE, 56), 24)
                        .putInt(Sample.header(LICENSE, 40), 1)));
    }

    @Test
    void rejectsRelocationSectionsThatShareTheirBytesWithoutEnd() {
        ElfBytes elf = new ElfBytes();
        int code = elf.section("xdp", 1, 0, 0, 0, new byte[16]);
        int table = elf.section(".symtab", 2, 9, 1, 24, new byte[24]);
        for (int i = 0; i < 6; i++) {
            elf.section(".relxdp", 9, table, code, 16, new byte[16 * 64]);
        }
        byte[] bytes = elf.build();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headers = (int) file.getLong(40);
        long offset = file.getLong(headers + 64 * (table + 1) + 24);
        for (int i = 1; i <= 6; i++) {
            int header = headers + 64 * (table + i);
            file.putLong(header + 24, offset).putLong(header + 32, 16L * 6 * 64);
        }
        assertContains("overlap", message(file));
    }

    @Test
    void rejectsNamesThatOverlapWithoutEnd() {
        ElfBytes elf = new ElfBytes();
        int name = elf.name("x".repeat(20_000));
        ByteBuffer symbols = ElfBytes.buffer(1000 * 24);
        for (int i = 1; i < 1000; i++) {
            symbols.putInt(i * 24, name);
        }
        elf.section(".symtab", 2, 2, 1, 24, symbols);
        assertContains("its names overlap", message(ByteBuffer.wrap(elf.build())));
    }

    @Test
    void survivesACutAtEveryByte() {
        byte[] whole = Sample.bytes();
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
            // The section headers are the last thing in the file, so no cut leaves it whole.
            assertThrows(MalformedObjectException.class, () -> readAll(cut), () -> "cut to " + cut.limit());
        }
    }

    @Test
    void survivesRandomDamage() {
        byte[] whole = Sample.bytes();
        Random random = new Random(20_260_101);
        int rejected = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                boolean headers = random.nextBoolean();
                int from = headers ? Sample.SECTION_HEADERS : 0;
                damaged[from + random.nextInt(whole.length - from)] = (byte) random.nextInt();
            }
            try {
                readAll(ByteBuffer.wrap(damaged));
            } catch (MalformedObjectException expected) {
                assertTrue(String.valueOf(expected.getMessage()).startsWith("x.o "), expected::toString);
                rejected++;
            }
        }
        assertTrue(rejected > 500, "only " + rejected + " of 5000 were rejected");
    }

    private static String damaged(Consumer<ByteBuffer> damage) {
        ByteBuffer bytes = ByteBuffer.wrap(Sample.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        damage.accept(bytes);
        return message(bytes);
    }

    private static String message(ByteBuffer bytes) {
        return String.valueOf(assertThrows(MalformedObjectException.class, () -> readAll(bytes))
                .getMessage());
    }

    private static void assertContains(String part, String message) {
        assertTrue(message.contains(part), () -> "\"" + message + "\" should say \"" + part + "\"");
    }

    /** Reads everything there is to read, data included. */
    private static void readAll(ByteBuffer bytes) {
        ElfFile file = ElfFile.parse("x.o", bytes);
        for (ElfSection section : file.sections()) {
            ByteBuffer data = section.data();
            data.get(new byte[data.remaining()]);
            file.relocations(section);
        }
    }
}

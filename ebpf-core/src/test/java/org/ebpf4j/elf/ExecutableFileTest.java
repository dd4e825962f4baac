// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.junit.jupiter.api.Test;

class ExecutableFileTest {
    private static final int PROGRAM_HEADERS = 64;
    private static final int SECTION_HEADERS = 256;
    private static final int SYMBOLS = 512;
    private static final int NAMES = 768;
    private static final int SIZE = 1024;
    private static final int FUNCTION = 0x12;
    private static final int LOCAL_FUNCTION = 0x02;
    private static final int DATA = 0x11;

    private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final StringBuilder names = new StringBuilder("\0");
    private int symbols;

    /** A shared library whose code is mapped 0x2000 above where it is in the file. */
    private ExecutableFileTest() {
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putShort(16, (short) 3);
        file.putLong(32, PROGRAM_HEADERS).putShort(54, (short) 56).putShort(56, (short) 2);
        file.putLong(40, SECTION_HEADERS).putShort(58, (short) 64).putShort(60, (short) 3);
        segment(0, 4, 0, 0, 0x1000);
        segment(1, 5, 0x1000, 0x3000, 0x800);
        section(1, 11, SYMBOLS, 0, 2);
        section(2, 3, NAMES, 0, 0);
    }

    private void segment(int index, int flags, long offset, long address, long size) {
        int at = PROGRAM_HEADERS + index * 56;
        file.putInt(at, 1)
                .putInt(at + 4, flags)
                .putLong(at + 8, offset)
                .putLong(at + 16, address)
                .putLong(at + 32, size);
    }

    private void section(int index, int type, long offset, long size, int link) {
        int at = SECTION_HEADERS + index * 64;
        file.putInt(at + 4, type)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putInt(at + 40, link);
    }

    private ExecutableFileTest symbol(String name, int info, int section, long value) {
        int at = SYMBOLS + symbols++ * 24;
        file.putInt(at, names.length())
                .put(at + 4, (byte) info)
                .putShort(at + 6, (short) section)
                .putLong(at + 8, value);
        names.append(name).append('\0');
        byte[] bytes = names.toString().getBytes(StandardCharsets.US_ASCII);
        file.put(NAMES, bytes);
        file.putLong(SECTION_HEADERS + 64 + 32, symbols * 24L);
        file.putLong(SECTION_HEADERS + 128 + 32, bytes.length);
        return this;
    }

    private ExecutableFile read() {
        return ExecutableFile.read("lib.so", ExecutableFileTest.source(file.array()));
    }

    private static ExecutableFile.Source source(byte[] bytes) {
        return (offset, length) -> {
            if (offset > bytes.length) {
                return new byte[0];
            }
            return Arrays.copyOfRange(bytes, (int) offset, (int) Math.min(bytes.length, offset + length));
        };
    }

    @Test
    void anOffsetIsTheAddressLessItsSegmentsPlusWhereThatIsInTheFile() {
        symbol("work", FUNCTION, 5, 0x3123);
        assertEquals(0x1123, read().offset("work"));
        assertEquals(Map.of("work", 0x1123L), read().offsets(name -> name.startsWith("w")));
    }

    @Test
    void aGlobalFunctionHidesALocalOneOfItsName() {
        symbol("work", LOCAL_FUNCTION, 5, 0x3200).symbol("work", FUNCTION, 5, 0x3100);
        assertEquals(0x1100, read().offset("work"));
    }

    @Test
    void localFunctionsOfOneNameAreAmbiguous() {
        symbol("work", LOCAL_FUNCTION, 5, 0x3200).symbol("work", LOCAL_FUNCTION, 5, 0x3100);
        assertThrows(MalformedObjectException.class, () -> read().offset("work"));
    }

    @Test
    void functionsOfOtherLibrariesAreToldFromThoseThatAreNowhere() {
        symbol("malloc", FUNCTION, 0, 0).symbol("environ", DATA, 6, 0x3100);
        String used = assertThrows(NotFoundException.class, () -> read().offset("malloc"))
                .getMessage();
        assertTrue(used.contains("name that library"), used);
        String none = assertThrows(NotFoundException.class, () -> read().offset("never_was"))
                .getMessage();
        assertTrue(none.contains("has no function never_was;"), none);
        assertThrows(NotFoundException.class, () -> read().offset("environ"));
    }

    @Test
    void aFunctionOutsideTheCodeIsDamage() {
        symbol("work", FUNCTION, 5, 0x3800);
        assertThrows(MalformedObjectException.class, () -> read().offset("work"));
        symbol("other", FUNCTION, 5, 0x0500);
        assertThrows(MalformedObjectException.class, () -> read().offset("other"));
    }

    @Test
    void whatIsNoExecutableIsRefused() {
        file.putShort(16, (short) 1);
        assertThrows(MalformedObjectException.class, this::read);
        file.putShort(16, (short) 2).put(4, (byte) 1);
        assertThrows(MalformedObjectException.class, this::read);
        assertThrows(MalformedObjectException.class, () -> ExecutableFile.read("empty", source(new byte[0])));
        assertThrows(
                MalformedObjectException.class, () -> ExecutableFile.read("text", source(new byte[] {1, 2, 3, 4, 5})));
        NotFoundException e = assertThrows(
                NotFoundException.class,
                () -> ExecutableFile.read("gone", (offset, length) -> {
                    throw new IOException("no such file");
                }));
        assertTrue(e.getMessage().startsWith("gone can't be read"), e.getMessage());
    }

    @Test
    void sizesPastTheFileAreRefused() {
        symbol("work", FUNCTION, 5, 0x3100);
        for (long wrong : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 24 * 1000}) {
            ByteBuffer copy = ByteBuffer.wrap(file.array().clone()).order(ByteOrder.LITTLE_ENDIAN);
            copy.putLong(SECTION_HEADERS + 64 + 32, wrong);
            ExecutableFile damaged = ExecutableFile.read("lib.so", source(copy.array()));
            assertThrows(MalformedObjectException.class, () -> damaged.offset("work"), () -> "size " + wrong);
        }
    }

    /** Whatever single byte is wrong, the answer is one or a sentence. */
    @Test
    void noDamagedByteDoesMoreThanThrow() {
        symbol("work", FUNCTION, 5, 0x3100).symbol("idle", LOCAL_FUNCTION, 5, 0x3200);
        Random random = new Random(4711);
        int refused = 0;
        for (int at = 0; at < NAMES + names.length(); at++) {
            byte[] copy = file.array().clone();
            copy[at] = (byte) random.nextInt(256);
            try {
                ExecutableFile.read("lib.so", source(copy)).offset("work");
            } catch (BpfException e) {
                refused++;
            }
        }
        assertTrue(refused > 20, refused + " refused");
    }
}

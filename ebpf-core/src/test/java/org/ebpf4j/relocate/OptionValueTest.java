// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.BtfBytes;
import org.ebpf4j.spec.ExternSpec;
import org.junit.jupiter.api.Test;

/** Texts of a kernel's configuration in variables of each type that may hold them. */
class OptionValueTest {
    private static final int BOOL = 4;

    private final BtfBytes btf = new BtfBytes();
    private final int bool = btf.type("_Bool", false, 1, 0, 1, BOOL << 24 | 8);
    private final int character = btf.integer("char", 1, true);
    private final int number = btf.integer("int", 4, true);
    private final int unsignedByte = btf.integer("u8", 1, false);
    private final int wide = btf.integer("u64", 8, false);
    private final int tristate = btf.type("libbpf_tristate", false, 6, 1, 4, btf.string("TRI_NO"), 0);
    private final int other = btf.type("colour", false, 6, 1, 4, btf.string("RED"), 0);

    private ByteBuffer put(int type, int size, String text) {
        ByteBuffer values = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        ExternSpec option = new ExternSpec("CONFIG_X", ExternSpec.Kind.CONFIG, type, false, 8, size);
        OptionValue.put(btf.parse(), option, text, values);
        for (int i = 0; i < values.limit(); i++) {
            assertTrue((i >= 8 && i < 8 + size) || values.get(i) == 0, "byte " + i);
        }
        return values.slice(8, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void refuses(int type, int size, String text, String advice) {
        String message = String.valueOf(assertThrows(RelocationException.class, () -> put(type, size, text), text)
                .getMessage());
        assertTrue(message.startsWith("test: the kernel's option CONFIG_X is " + text), message);
        assertTrue(message.contains(advice), message);
    }

    @Test
    void choicesAreTruthValuesTristatesAndLetters() {
        assertEquals(1, put(bool, 1, "y").get(0));
        assertEquals(0, put(bool, 1, "n").get(0));
        assertEquals(2, put(tristate, 4, "m").getInt(0));
        assertEquals(1, put(tristate, 4, "y").getInt(0));
        assertEquals('m', put(character, 1, "m").get(0));
        refuses(bool, 1, "m", "libbpf_tristate");
        refuses(number, 4, "y", "a bool");
        refuses(other, 4, "y", "a bool");
    }

    @Test
    void numbersAreCheckedAgainstTheirVariable() {
        assertEquals(250, put(number, 4, "250").getInt(0));
        assertEquals(-3, put(number, 4, "-3").getInt(0));
        assertEquals(0xff_ffff_ffffL, put(wide, 8, "0xffffffffff").getLong(0));
        assertEquals(-1L, put(wide, 8, "18446744073709551615").getLong(0));
        assertEquals((byte) 255, put(unsignedByte, 1, "255").get(0));
        refuses(unsignedByte, 1, "256", "a wider integer");
        refuses(unsignedByte, 1, "-1", "a wider integer");
        refuses(number, 4, "2147483648", "a wider integer");
        refuses(bool, 1, "7", "an integer");
        refuses(number, 4, "many", "no number");
    }

    @Test
    void textIsCutToItsArrayAndEndsInAZero() {
        int array = btf.type("", false, 3, 0, 0, character, number, 4);
        assertEquals(
                "abc\0",
                StandardCharsets.US_ASCII.decode(put(array, 4, "\"abcdef\"")).toString());
        assertEquals(
                "a\0\0\0",
                StandardCharsets.US_ASCII.decode(put(array, 4, "\"a\"")).toString());
        assertEquals(
                "\0\0\0\0",
                StandardCharsets.US_ASCII.decode(put(array, 4, "\"\"")).toString());
        refuses(number, 4, "\"a\"", "an array of char");
        refuses(array, 4, "\"", "an array of char");
        refuses(btf.type("", false, 3, 0, 0, number, number, 1), 4, "\"a\"", "an array of char");
    }
}

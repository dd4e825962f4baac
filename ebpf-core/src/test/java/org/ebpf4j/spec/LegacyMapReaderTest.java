// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.elf.ElfBytes;
import org.junit.jupiter.api.Test;

/** The section {@code maps}, written word by word. */
class LegacyMapReaderTest {
    /** Two maps of so many words each. */
    private static ObjectSpec object(int wordsEach, int... words) {
        ElfBytes elf = new ElfBytes();
        ByteBuffer data = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            data.putInt(word);
        }
        ByteBuffer symbols = ByteBuffer.allocate(3 * 24).order(ByteOrder.LITTLE_ENDIAN);
        int maps = elf.section("maps", 1, 0, 0, 0, data.flip());
        for (int i = 0; i < 2; i++) {
            int at = 24 * (i + 1);
            symbols.putInt(at, elf.name(i == 0 ? "one" : "two")).put(at + 4, (byte) 0x11);
            symbols.putShort(at + 6, (short) maps).putLong(at + 8, (long) i * wordsEach * 4);
        }
        elf.section(".symtab", 2, 3, 1, 24, symbols);
        return ObjectSpec.read("old.o", elf.build());
    }

    @Test
    void readsFiveNumbersForEachMap() {
        ObjectSpec spec = object(5, 1, 4, 8, 100, 1, 2, 4, 16, 3, 0);
        MapSpec one = spec.map("one");
        assertEquals(MapType.HASH, one.type());
        assertEquals(List.of(4, 8, 100, 1), List.of(one.keySize(), one.valueSize(), one.maxEntries(), one.flags()));
        assertEquals(3, spec.map("two").maxEntries());
        assertEquals(spec.map("two"), spec.mapAt("maps", 20));
    }

    @Test
    void takesLongerStructsThatSayNoMore() {
        assertEquals(
                3,
                object(7, 1, 4, 8, 100, 1, 0, 0, 2, 4, 16, 3, 0, 0, 0)
                        .map("two")
                        .maxEntries());
    }

    @Test
    void refusesWhatItWouldHaveToLeaveOut() {
        String message = refusal(7, 1, 4, 8, 100, 1, 0, 9, 2, 4, 16, 3, 0, 0, 0);
        assertTrue(message.contains("map one in SEC(\"maps\") says more"), message);
    }

    @Test
    void refusesStructsThatAreTooShort() {
        assertTrue(refusal(4, 1, 4, 8, 100, 2, 4, 16, 3).contains("map one"));
        assertTrue(refusal(5, 1, 4, 8, 100, 0, 2, 4, 16, 3).contains("map two"));
    }

    @Test
    void refusesSizesThatNoMapHas() {
        assertTrue(refusal(5, 1, -4, 8, 100, 1, 2, 4, 16, 3, 0).contains("more than 2^31 bytes"));
    }

    private static String refusal(int wordsEach, int... words) {
        String message =
                Objects.requireNonNull(assertThrows(MalformedObjectException.class, () -> object(wordsEach, words))
                        .getMessage());
        assertTrue(message.startsWith("old.o: map "), message);
        return message;
    }
}

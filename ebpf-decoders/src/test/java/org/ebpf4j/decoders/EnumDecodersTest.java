// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfEditor;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class EnumDecodersTest {
    private final BtfEditor editor = new BtfEditor();

    private int name(String name) {
        return editor.addString(name);
    }

    private Btf btf() {
        return Btf.parse("test", editor.bytes());
    }

    @Test
    void enumGivesTheNamesOfValues() {
        int id = editor.add("op", BtfKind.ENUM, 3, 4, name("READ"), 0, name("WRITE"), 1, name("ALSO_WRITE"), 1);
        int typedef = editor.add("op_t", BtfKind.TYPEDEF, 0, id);
        KeyDecoder decoder = Decoders.enumeration(btf(), typedef);
        assertEquals("READ", Label.of(decoder, 0));
        assertEquals("WRITE", Label.of(decoder, 1));
        assertEquals("2", Label.of(decoder, 2));
        assertEquals("4294967295", Label.of(decoder, -1));
        assertThrows(IllegalArgumentException.class, () -> Label.of(decoder, 0L));
    }

    @Test
    void flagsGiveTheNamesOfBits() {
        int id = editor.add(
                "mode", BtfKind.ENUM, 4, 4, name("READ"), 1, name("WRITE"), 2, name("BOTH"), 3, name("HIGH"), 1 << 31);
        KeyDecoder decoder = Decoders.flags(btf(), id);
        assertEquals("0", Label.of(decoder, 0));
        assertEquals("READ", Label.of(decoder, 1));
        assertEquals("READ|WRITE|BOTH", Label.of(decoder, 3));
        assertEquals("WRITE|HIGH", Label.of(decoder, 2 | 1 << 31));
        assertEquals("READ|0x50", Label.of(decoder, 0x51));
        assertEquals("0x40", Label.of(decoder, 0x40));
    }

    @Test
    void noFlagAtAllHasTheNameOfZero() {
        int id = editor.add("mode", BtfKind.ENUM, 2, 1, name("NONE"), 0, name("READ"), 1);
        KeyDecoder decoder = Decoders.flags(btf(), id);
        assertEquals("NONE", Label.of(decoder, new byte[1]));
        assertEquals("READ", Label.of(decoder, new byte[] {1}));
    }

    @Test
    void numbersWithoutNameAreBounded() {
        int id = editor.add("op", BtfKind.ENUM, 1, 4, name("READ"), 0);
        KeyDecoder decoder = Decoders.enumeration(btf(), id);
        for (int number = 1; number <= Unknowns.MOST; number++) {
            assertEquals(Integer.toString(number), Label.of(decoder, number));
        }
        assertEquals("other", Label.of(decoder, Unknowns.MOST + 1));
        assertEquals("READ", Label.of(decoder, 0));
    }

    @Test
    void whatIsNoEnumIsRefused() {
        int id = editor.addInteger("int", 4);
        assertThrows(MalformedObjectException.class, () -> Decoders.enumeration(btf(), id));
        assertThrows(MalformedObjectException.class, () -> Decoders.flags(btf(), 0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BtfEditorTest {
    @Test
    void aCopyIsTheSameByteForByte() {
        ByteBuffer given = ByteBuffer.wrap(SampleBtf.btf());
        assertEquals(given, new BtfEditor(Btf.parse("sample", given)).bytes());
    }

    @Test
    void aLongerHeaderIsLeftOut() {
        BtfBytes written = new BtfBytes();
        written.integer("int", 4, true);
        ByteBuffer plain = written.build();
        ByteBuffer longer = ByteBuffer.allocate(plain.limit() + 8).order(ByteOrder.LITTLE_ENDIAN);
        longer.put(0, plain, 0, 24).putInt(4, 32).putLong(24, -1L);
        longer.put(32, plain, 24, plain.limit() - 24);
        assertEquals(plain, new BtfEditor(Btf.parse("new", longer)).bytes());
    }

    @Test
    void typesChangeInPlaceAndAreAddedBehind() {
        BtfBytes written = new BtfBytes();
        int real = written.type("double", false, 16, 0, 8);
        int pointer = written.type("", false, 2, 0, real);
        BtfEditor editor = new BtfEditor(written.parse());
        editor.become(real, BtfKind.STRUCT, 0);
        editor.name(real, editor.addString("replaced"));
        int added = editor.addInteger("added", 2);
        editor.sizeOrType(pointer, added);
        Btf result = Btf.parse("result", editor.bytes());
        assertEquals("replaced", result.name(real));
        assertEquals(BtfKind.STRUCT, result.kind(real));
        assertEquals(8, result.sizeOf(real));
        assertEquals(new BtfType.Ptr(added), result.type(pointer));
        assertEquals(new BtfType.Int("added", 2, 16, 0, false, false, false), result.type(added));
        assertThrows(IndexOutOfBoundsException.class, () -> editor.name(added));
        assertThrows(IndexOutOfBoundsException.class, () -> editor.name(0));
    }

    @Test
    void samplesAreWhatTheySay() {
        for (BtfFeature feature : BtfFeature.values()) {
            Btf sample = Btf.parse(feature.name(), feature.sample());
            int last = sample.typeCount() - 1;
            BtfKind expected = switch (feature) {
                case FUNC, FUNC_GLOBAL -> BtfKind.FUNC;
                case DATASEC, OPTIONAL_SECTION -> BtfKind.DATASEC;
                case FLOAT -> BtfKind.FLOAT;
                case DECL_TAG -> BtfKind.DECL_TAG;
                case TYPE_TAG -> BtfKind.PTR;
                case ENUM64 -> BtfKind.ENUM64;
            };
            assertEquals(expected, sample.kind(last), feature.name());
            assertEquals(expected, sample.type(last).kind());
        }
    }
}

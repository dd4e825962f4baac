// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.ebpf4j.TestObjects;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.spec.ObjectSpec;
import org.junit.jupiter.api.Test;

/** Records bound to a struct that clang has laid out and filled. */
@SuppressWarnings("ArrayRecordComponent") // The arrays are what is tested.
class RecordCodecTest {
    private final ObjectSpec spec = TestObjects.read("layouts.bpf.o");
    private final Btf btf = Objects.requireNonNull(spec.btf());
    private final int type = ((BtfType.Var) btf.type(btf.find("sample", BtfKind.VAR))).type();
    private final ByteBuffer bytes = spec.variable("sample").get().order(ByteOrder.nativeOrder());

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    record Inner(byte y, short x) {}

    record Sample(
            long large,
            byte tiny,
            short small,
            int medium,
            Color color,
            String name,
            int[] list,
            byte[][] grid,
            Inner inner,
            Inner[] pair,
            int minus,
            short across,
            long wide,
            boolean flag,
            int word,
            long pointer,
            float ratio,
            double share) {}

    private Sample read() {
        return Codecs.bind(Sample.class, btf, type).read(bytes, 0);
    }

    @Test
    void readsWhatTheCompilerLaidOut() {
        Sample sample = read();
        assertEquals(-5, sample.tiny());
        assertEquals(65_000, Short.toUnsignedInt(sample.small()));
        assertEquals(-70_000, sample.medium());
        assertEquals(0xfedcba9876543210L, sample.large());
        assertEquals(Color.BLUE, sample.color());
        assertEquals("twelve bytes", sample.name());
        assertArrayEquals(new int[] {1, 2, -1}, sample.list());
        assertArrayEquals(new byte[][] {{1, 2, 3}, {4, 5, 6}}, sample.grid());
        assertEquals(new Inner((byte) 0x56, (short) 0x1234), sample.inner());
        assertArrayEquals(new Inner[] {new Inner((byte) 2, (short) 1), new Inner((byte) 4, (short) 3)}, sample.pair());
        assertEquals(-3, sample.minus());
        assertEquals(8191, sample.across());
        assertEquals(0xabcdef0123L, sample.wide());
        assertTrue(sample.flag());
        assertEquals(0x01020304, sample.word());
        assertEquals(0x1122334455667788L, sample.pointer());
        assertEquals(1.5f, sample.ratio());
        assertEquals(-0.25, sample.share());
    }

    @Test
    void writesTheSameBytesAndZeroBetweenThem() {
        Codec<Sample> codec = Codecs.bind(Sample.class, btf, type);
        ByteBuffer written = ByteBuffer.allocate(codec.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < written.capacity(); i++) {
            written.put(i, (byte) 0xee);
        }
        codec.write(read(), written, 0);
        assertEquals(bytes.rewind(), written);
    }

    record Unsigned(byte[] name, byte[] bytes, byte flag, int color) {}

    @Test
    void readsAnythingAsBytesAndEnumsAsNumbers() {
        Unsigned unsigned = Codecs.bind(Unsigned.class, btf, type).read(bytes, 0);
        assertArrayEquals("twelve bytes".getBytes(StandardCharsets.US_ASCII), unsigned.name());
        assertArrayEquals(new byte[] {4, 3, 2, 1}, unsigned.bytes());
        assertEquals(1, unsigned.flag());
        assertEquals(-3, unsigned.color());
    }

    record Boxed(Integer minus, Short across, Long wide, Boolean flag, Byte tiny) {}

    @Test
    void readsAndWritesBitsByWrappersAsOtherIntegers() {
        Codec<Boxed> codec = Codecs.bind(Boxed.class, btf, type);
        Boxed boxed = codec.read(bytes, 0);
        assertEquals(new Boxed(-3, (short) 8191, 0xabcdef0123L, true, (byte) -5), boxed);
        ByteBuffer written = ByteBuffer.allocate(codec.size()).order(ByteOrder.nativeOrder());
        codec.write(boxed, written, 0);
        assertEquals(boxed, codec.read(written, 0));
    }

    record Floats(byte[] ratio, byte[] share) {}

    @Test
    void readsFloatingPointNumbersAsBytesToo() {
        Floats floats = Codecs.bind(Floats.class, btf, type).read(bytes, 0);
        assertEquals(
                1.5f,
                ByteBuffer.wrap(floats.ratio()).order(ByteOrder.nativeOrder()).getFloat());
        assertEquals(
                -0.25,
                ByteBuffer.wrap(floats.share()).order(ByteOrder.nativeOrder()).getDouble());
    }

    private void refused(Class<?> record, String why) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Codecs.bind(record, btf, type));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("record " + record.getSimpleName() + "("), message);
        assertTrue(message.contains(" does not fit struct sample { s8 tiny; u16 small; "), message);
        assertTrue(message.endsWith(why), message);
    }

    record TooWide(int small) {}

    record Missing(int nowhere) {}

    record NoRecord(int inner) {}

    record NarrowBits(int wide) {}

    record WrongArray(long[] list) {}

    enum Shade {
        DARK
    }

    record WrongEnum(Shade color) {}

    @Test
    void saysWhatDoesNotFitWithBothShapes() {
        refused(TooWide.class, ": component small is 4 bytes, field small is 2");
        refused(Missing.class, ": there is no field nowhere");
        refused(NarrowBits.class, "component wide is no integer of 40 bits or more, as the bit field wide is");
        refused(WrongEnum.class, "enum color has no value DARK; it has [RED, GREEN, BLUE]");
        refused(WrongArray.class, "component list: long does not fit unsigned int (4 bytes); take int");
        refused(
                NoRecord.class,
                "component inner: int does not fit struct inner { u16 x; u8 y; } (4 bytes); take a record or byte[]");
    }

    @Test
    void rejectsTextAndArraysThatDoNotFit() {
        Codec<Sample> codec = Codecs.bind(Sample.class, btf, type);
        ByteBuffer to = ByteBuffer.allocate(codec.size()).order(ByteOrder.nativeOrder());
        Sample s = read();
        Sample wrongText = new Sample(
                0,
                (byte) 0,
                (short) 0,
                0,
                Color.RED,
                "thirteen byte",
                s.list(),
                s.grid(),
                s.inner(),
                s.pair(),
                0,
                (short) 0,
                0,
                false,
                0,
                0,
                0,
                0);
        assertThrows(IllegalArgumentException.class, () -> codec.write(wrongText, to, 0));
        Sample wrongBits = new Sample(
                0, (byte) 0, (short) 0, 0, Color.RED, "", s.list(), s.grid(), s.inner(), s.pair(), 4, (short) 0, 0,
                false, 0, 0, 0, 0);
        assertThrows(IllegalArgumentException.class, () -> codec.write(wrongBits, to, 0));
    }

    @Test
    void rejectsBuffersThatEndBeforeTheObject() {
        Codec<Sample> codec = Codecs.bind(Sample.class, btf, type);
        assertThrows(IndexOutOfBoundsException.class, () -> codec.read(bytes, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> codec.write(read(), bytes, 1));
    }

    @Test
    void bindsNumbersAndText() {
        int u64 = btf.find("u64", BtfKind.TYPEDEF);
        assertEquals(0xfedcba9876543210L, Codecs.bind(Long.class, btf, u64).read(bytes, 8));
        assertThrows(IllegalArgumentException.class, () -> Codecs.bind(Integer.class, btf, u64));
        assertEquals(65_000L, Codecs.integer(2, false).read(bytes, 2));
        assertEquals(-5L, Codecs.integer(1, true).read(bytes, 0));
        assertThrows(IllegalArgumentException.class, () -> Codecs.integer(3, false));
    }
}

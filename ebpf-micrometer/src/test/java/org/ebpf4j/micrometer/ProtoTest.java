// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our few lines of protobuf against those of its authors. */
class ProtoTest {
    private static final long[] NUMBERS = {
        0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE, -1
    };
    private static final int[] FIELDS = {1, 15, 16, 2047, 2048, 536_870_911};

    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] theirs(Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        body.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void writesWhatTheLibraryWrites() throws IOException {
        for (int field : FIELDS) {
            for (long number : NUMBERS) {
                String text = "é" + "x".repeat((int) (number & 0x3fff));
                byte[] inner = theirs(out -> {
                    out.writeUInt64(field, number);
                    out.writeFixed64(field, number);
                    out.writeDouble(field, number / 3.0);
                    out.writeString(field, text);
                });
                byte[] expected = theirs(out -> {
                    out.writeRawByte(77);
                    out.writeBytes(field, ByteString.copyFrom(inner));
                });
                ProtoWriter out = new ProtoWriter();
                out.text(field, text);
                out.real(field, number / 3.0);
                out.fixed64(field, number);
                out.number(field, number);
                out.message(field, 0);
                assertArrayEquals(expected, out.behind(new byte[] {77}));
                out.clear();
                assertEquals(0, out.mark());
            }
        }
    }

    @Test
    void readsWhatTheLibraryWrites() throws IOException {
        for (int field : FIELDS) {
            for (long number : NUMBERS) {
                byte[] data = theirs(out -> {
                    out.writeFixed32(field, 5);
                    out.writeFixed64(field, number);
                    out.writeBytes(field, ByteString.copyFrom(theirs(in -> in.writeUInt64(field, number))));
                    out.writeUInt64(field, number);
                });
                ProtoReader reader = new ProtoReader(data);
                assertTrue(reader.next() && reader.is(field, ProtoWriter.FIXED32));
                assertTrue(reader.next() && reader.is(field, ProtoWriter.FIXED64));
                assertTrue(reader.next() && reader.is(field, ProtoWriter.LENGTH_DELIMITED));
                ProtoReader inner = reader.message();
                assertTrue(inner.next() && inner.is(field, ProtoWriter.VARINT));
                assertEquals(number, inner.number());
                assertFalse(inner.next());
                assertTrue(reader.next() && reader.is(field, ProtoWriter.VARINT));
                assertEquals(number, reader.number());
                assertArrayEquals(theirs(out -> out.writeUInt64(field, number)), reader.whole());
                assertFalse(reader.next());
            }
        }
    }

    @Test
    void refusesWhatIsCutOff() throws IOException {
        byte[] whole = theirs(out -> {
            out.writeUInt64(300, -1);
            out.writeString(2, "twelve bytes");
            out.writeFixed64(3, 1);
            out.writeFixed32(4, 1);
        });
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            ProtoReader reader = new ProtoReader(Arrays.copyOf(whole, length));
            try {
                while (reader.next()) {
                    assertTrue(reader.whole().length > 0);
                }
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertEquals(whole.length - 4, refused); // Whole fields are left of it before each of the four.
    }

    @Test
    void noBytesDoMoreThanBeRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[random.nextInt(64)];
            random.nextBytes(data);
            OtlpPayload payload = new OtlpPayload(data);
            try {
                payload.temporality();
                payload.resource();
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("no protobuf: "));
            }
        }
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xff);
        assertThrows(IllegalArgumentException.class, () -> new ProtoReader(endless).next());
    }
}

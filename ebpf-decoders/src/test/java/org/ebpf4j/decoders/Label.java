// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;

/** Decodes one field, between bytes of other fields as in a key, and gives the label. */
final class Label {
    private Label() {}

    static String of(KeyDecoder decoder, byte... field) {
        ByteBuffer key = ByteBuffer.allocate(field.length + 14).order(ByteOrder.nativeOrder());
        for (int i = 0; i < key.capacity(); i++) {
            key.put(i, (byte) 0x5a);
        }
        key.position(7).put(field).flip().position(7);
        List<String> labels = new ArrayList<>();
        decoder.decode(key.asReadOnlyBuffer().order(ByteOrder.nativeOrder()), new LabelSink() {
            @Override
            public void accept(String text) {
                labels.add(text);
            }

            @Override
            public void drop() {
                labels.add("<dropped>");
            }
        });
        assertEquals(1, labels.size());
        return labels.get(0);
    }

    static String of(KeyDecoder decoder, int field) {
        return of(
                decoder,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(field)
                        .array());
    }

    static String of(KeyDecoder decoder, long field) {
        return of(
                decoder,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.nativeOrder())
                        .putLong(field)
                        .array());
    }

    static String of(KeyDecoder decoder, String field) {
        return of(decoder, field.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}

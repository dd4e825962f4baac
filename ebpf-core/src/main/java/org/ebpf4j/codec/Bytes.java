// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes as they are, and as text that ends at a zero. */
record Bytes(int size) implements Codec<byte[]> {
    @Override
    public byte[] read(ByteBuffer from, int at) {
        byte[] bytes = new byte[size];
        from.get(at, bytes);
        return bytes;
    }

    @Override
    public void write(byte[] bytes, ByteBuffer to, int at) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(bytes.length + " bytes were given where there are " + size);
        }
        to.put(at, bytes);
    }

    /** Text of at most {@code size} bytes of UTF-8, the rest zero. */
    record Text(int size) implements Codec<String> {
        @Override
        public String read(ByteBuffer from, int at) {
            byte[] bytes = new byte[size];
            from.get(at, bytes);
            int length = 0;
            while (length < size && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        @Override
        public void write(String text, ByteBuffer to, int at) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > size) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" takes " + bytes.length + " bytes where there are " + size);
            }
            to.put(at, Arrays.copyOf(bytes, size));
        }
    }
}

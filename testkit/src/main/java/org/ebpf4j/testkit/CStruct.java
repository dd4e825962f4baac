// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a C struct in native order, field after field, each at the next multiple of its size and the whole a multiple of its largest field,
 * as C compilers lay structs out on 64-bit machines: {@code CStruct.of().u32(8).u64(1).bytes()} has 16 bytes. Not thread-safe.
 */
public final class CStruct {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int alignment = 1;

    private CStruct() {}

    /**
     * Starts a struct without fields.
     *
     * @return an empty struct
     */
    public static CStruct of() {
        return new CStruct();
    }

    /**
     * Adds a field of 8 bits.
     *
     * @param value its low 8 bits are taken
     * @return this
     */
    public CStruct u8(int value) {
        return field(Byte.BYTES, value);
    }

    /**
     * Adds a field of 16 bits.
     *
     * @param value its low 16 bits are taken
     * @return this
     */
    public CStruct u16(int value) {
        return field(Short.BYTES, value);
    }

    /**
     * Adds a field of 32 bits.
     *
     * @param value signed or unsigned
     * @return this
     */
    public CStruct u32(int value) {
        return field(Integer.BYTES, value);
    }

    /**
     * Adds a field of 64 bits.
     *
     * @param value signed or unsigned
     * @return this
     */
    public CStruct u64(long value) {
        return field(Long.BYTES, value);
    }

    /**
     * Adds a field {@code char[size]}, filled up with zeros.
     *
     * @param text UTF-8, at most {@code size} bytes of it
     * @param size bytes of the field
     * @return this
     */
    public CStruct text(String text, int size) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > size) {
            throw new IllegalArgumentException('"' + text + "\" does not fit into " + size + " bytes.");
        }
        bytes.writeBytes(encoded);
        bytes.writeBytes(new byte[size - encoded.length]);
        return this;
    }

    /**
     * The struct with its trailing padding.
     *
     * @return a new array
     */
    public byte[] bytes() {
        align(alignment);
        return bytes.toByteArray();
    }

    private CStruct field(int size, long value) {
        align(size);
        alignment = Math.max(alignment, size);
        ByteBuffer field =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        bytes.write(field.array(), little ? 0 : Long.BYTES - size, size);
        return this;
    }

    private void align(int to) {
        while (bytes.size() % to != 0) {
            bytes.write(0);
        }
    }
}

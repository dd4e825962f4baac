// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A bit field of a struct, wherever its compiler has put it.
 *
 * @param offset bits from the start of the struct, counted from the least significant bit of a little-endian machine's first byte
 * @param width bits, 1 to 64
 * @param signed whether the highest of them is the sign
 */
record Bits(int offset, int width, boolean signed) {
    /** Byte by byte: a field may lie across any word, and a wider load could end past the struct. */
    long read(ByteBuffer from, int at) {
        long value = 0;
        for (int bit = 0; bit < width; bit++) {
            int place = offset + bit;
            long one = from.get(at + place / Byte.SIZE) >> shift(from, place) & 1;
            value |= one << (from.order() == ByteOrder.LITTLE_ENDIAN ? bit : width - 1 - bit);
        }
        int unused = Long.SIZE - width;
        return signed ? value << unused >> unused : value;
    }

    void write(long value, ByteBuffer to, int at) {
        int unused = Long.SIZE - width;
        if ((signed ? value << unused >> unused : value << unused >>> unused) != value) {
            throw new IllegalArgumentException(value + " does not fit a bit field of " + width + " bits");
        }
        for (int bit = 0; bit < width; bit++) {
            int place = offset + bit;
            long one = value >> (to.order() == ByteOrder.LITTLE_ENDIAN ? bit : width - 1 - bit) & 1;
            int index = at + place / Byte.SIZE;
            int mask = 1 << shift(to, place);
            to.put(index, (byte) (one != 0 ? to.get(index) | mask : to.get(index) & ~mask));
        }
    }

    private static int shift(ByteBuffer buffer, int place) {
        int inByte = place % Byte.SIZE;
        return buffer.order() == ByteOrder.LITTLE_ENDIAN ? inByte : Byte.SIZE - 1 - inByte;
    }
}

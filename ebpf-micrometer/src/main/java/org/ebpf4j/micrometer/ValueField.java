// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;

/**
 * An integer in a map's value.
 *
 * @param offset where it begins, in bytes
 * @param size 1, 2, 4 or 8 bytes
 * @param signed whether it may be negative
 */
record ValueField(int offset, int size, boolean signed) {
    static ValueField u64(int offset) {
        return new ValueField(offset, Long.BYTES, false);
    }

    /** The number at a place of a buffer in native order, with its sign. */
    long read(ByteBuffer from, int at) {
        return switch (size) {
            case Byte.BYTES -> signed ? from.get(at) : Byte.toUnsignedLong(from.get(at));
            case Short.BYTES -> signed ? from.getShort(at) : Short.toUnsignedLong(from.getShort(at));
            case Integer.BYTES -> signed ? from.getInt(at) : Integer.toUnsignedLong(from.getInt(at));
            default -> from.getLong(at);
        };
    }

    /** The greater of two such numbers. */
    long greater(long one, long other) {
        return (signed ? Long.compare(one, other) : Long.compareUnsigned(one, other)) > 0 ? one : other;
    }

    double toDouble(long number) {
        return signed ? number : Unsigned.toDouble(number);
    }
}

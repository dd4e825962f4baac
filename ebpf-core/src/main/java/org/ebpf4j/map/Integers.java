// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;

/** Integers of 1, 2, 4 or 8 bytes in keys and values; those shorter than 8 are read as unsigned, and written by their lower bytes. */
final class Integers {
    private Integers() {}

    /** The size, where it is one of an integer. */
    static int size(BpfMap map, String what, int size) {
        if (size < 1 || size > Long.BYTES || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("map " + map.name() + " has " + what + " of " + size
                    + " bytes, which are no integers; view it by codecs");
        }
        return size;
    }

    static long get(ByteBuffer from, int at, int size) {
        return switch (size) {
            case 8 -> from.getLong(at);
            case 4 -> from.getInt(at) & 0xffff_ffffL;
            case 2 -> from.getShort(at) & 0xffffL;
            default -> from.get(at) & 0xffL;
        };
    }

    static void put(ByteBuffer to, int at, int size, long value) {
        switch (size) {
            case 8 -> to.putLong(at, value);
            case 4 -> to.putInt(at, (int) value);
            case 2 -> to.putShort(at, (short) value);
            default -> to.put(at, (byte) value);
        }
    }
}

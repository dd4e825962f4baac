// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;

/** Off-heap room for the keys and values of a whole map, one row after another; grows, and is reused. Not thread-safe. */
final class Rows {
    private static final int FIRST_ROWS = 1024;
    /** Of keys, and of values: fewer rows at first where they are large. */
    private static final int FIRST_BYTES = 1 << 20;

    private final BpfMap map;
    private final Kernel kernel;
    private final int keyStride;
    private final int valueStride;
    private Memory keys;
    private Memory values;
    private int capacity;
    /** How many rows have their own number as key. */
    private int numbered;

    Rows(BpfMap map) {
        this.map = map;
        this.kernel = map.kernel();
        this.keyStride = map.keySize();
        this.valueStride = map.copiedSize();
        // One more than there are entries, so that the kernel can say in the same call that there are no others.
        int most = Math.max(0, Math.min(map.maxEntries(), FIRST_ROWS - 1)) + 1;
        this.capacity = Math.min(most, Math.max(1, FIRST_BYTES / Math.max(1, Math.max(keyStride, valueStride))));
        this.keys = kernel.allocate(bytes(capacity, keyStride));
        this.values = kernel.allocate(bytes(capacity, valueStride));
    }

    Memory keys() {
        return keys;
    }

    Memory values() {
        return values;
    }

    ByteBuffer keyBytes() {
        return keys.bytes();
    }

    ByteBuffer valueBytes() {
        return values.bytes();
    }

    int capacity() {
        return capacity;
    }

    int keyAt(int row) {
        return row * keyStride;
    }

    int valueAt(int row) {
        return row * valueStride;
    }

    int keyStride() {
        return keyStride;
    }

    /** Bytes of a row's value, the copies of all CPUs together. */
    int valueStride() {
        return valueStride;
    }

    /** Gives the first rows the keys of an array: their numbers. The keys of an array are written by nothing else. */
    void number(int count) {
        for (; numbered < count; numbered++) {
            keys.bytes().putInt(keyAt(numbered), numbered);
        }
    }

    /**
     * Makes room for twice as many rows, or as many as the map can hold and one, and keeps the first ones. While keys come and go, more may be read than
     * it can hold at once.
     */
    void grow(int kept) {
        int larger = Math.multiplyExact(capacity, 2);
        if (capacity <= map.maxEntries()) {
            larger = Math.min(larger, map.maxEntries() + 1);
        }
        Memory moreKeys = kernel.allocate(bytes(larger, keyStride));
        Memory moreValues = kernel.allocate(bytes(larger, valueStride));
        moreKeys.bytes().put(0, keys.bytes(), 0, kept * keyStride);
        moreValues.bytes().put(0, values.bytes(), 0, kept * valueStride);
        keys = moreKeys;
        values = moreValues;
        capacity = larger;
        numbered = Math.min(numbered, kept);
    }

    private int bytes(int rows, int stride) {
        long bytes = Math.max(8L, (long) rows * stride);
        if (bytes > Integer.MAX_VALUE) {
            throw new UnsupportedException(
                    "map " + map.name() + " can't be read as a whole: " + rows + " entries of " + stride
                            + " bytes are over 2 GiB, read it key by key",
                    0);
        }
        return (int) bytes;
    }
}

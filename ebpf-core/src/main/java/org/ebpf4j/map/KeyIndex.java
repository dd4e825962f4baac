// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds the rows of equally long keys by the keys' bytes; reused from read to read. Not thread-safe. */
final class KeyIndex {
    private final int keySize;
    /** Row number plus one at the slot that its key hashes to, or the next free one; 0 is free. */
    private int[] slots = new int[64];

    private int size;

    KeyIndex(int keySize) {
        this.keySize = keySize;
    }

    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    /** Adds the key of a row; false where an earlier row has the same bytes. */
    boolean add(ByteBuffer keys, int row) {
        if (2 * size >= slots.length) {
            grow(keys);
        }
        int slot = slotOf(keys, keys, row);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = row + 1;
        size++;
        return true;
    }

    /** The row that has the same bytes as a row of other keys, -1 where none has. */
    int find(ByteBuffer keys, ByteBuffer others, int other) {
        return slots[slotOf(keys, others, other)] - 1;
    }

    private int slotOf(ByteBuffer keys, ByteBuffer others, int other) {
        int mask = slots.length - 1;
        int slot = hash(others, other * keySize) & mask;
        while (slots[slot] != 0 && !same(keys, slots[slot] - 1, others, other)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow(ByteBuffer keys) {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                slots[slotOf(keys, keys, entry - 1)] = entry;
            }
        }
    }

    /** Whether the keys of two rows have the same bytes. */
    boolean same(ByteBuffer keys, int row, ByteBuffer others, int other) {
        int at = row * keySize;
        int otherAt = other * keySize;
        int i = 0;
        for (; i <= keySize - Long.BYTES; i += Long.BYTES) {
            if (keys.getLong(at + i) != others.getLong(otherAt + i)) {
                return false;
            }
        }
        for (; i < keySize; i++) {
            if (keys.get(at + i) != others.get(otherAt + i)) {
                return false;
            }
        }
        return true;
    }

    /** Multiplies by the golden ratio, whose upper bits depend on every bit before. */
    private int hash(ByteBuffer keys, int at) {
        long hash = keySize;
        int i = 0;
        for (; i <= keySize - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ keys.getLong(at + i)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        for (; i < keySize; i++) {
            hash = (hash ^ (keys.get(at + i) & 0xFF)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Which keys of a flat run of equally long keys were already seen, by their bytes; reused from read to read. Not thread-safe. */
final class KeySet {
    private final int keySize;
    /** Row number plus one at the slot that its key hashes to, or the next free one; 0 is free. */
    private int[] slots = new int[64];

    private int size;

    KeySet(int keySize) {
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
        int slot = slotOf(keys, row);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = row + 1;
        size++;
        return true;
    }

    private int slotOf(ByteBuffer keys, int row) {
        int mask = slots.length - 1;
        int slot = hash(keys, row * keySize) & mask;
        while (slots[slot] != 0 && !same(keys, slots[slot] - 1, row)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow(ByteBuffer keys) {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                slots[slotOf(keys, entry - 1)] = entry;
            }
        }
    }

    private boolean same(ByteBuffer keys, int row, int other) {
        for (int i = 0; i < keySize; i++) {
            if (keys.get(row * keySize + i) != keys.get(other * keySize + i)) {
                return false;
            }
        }
        return true;
    }

    private int hash(ByteBuffer keys, int at) {
        int hash = 1;
        for (int i = 0; i < keySize; i++) {
            hash = 31 * hash + keys.get(at + i);
        }
        return hash ^ hash >>> 15;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;

/**
 * Tells whether one of many prefixes holds another; reused from read to read. Keys are {@code struct bpf_lpm_trie_key} of the kernel's
 * {@code linux/bpf.h}: how many bits count, then the bytes, highest bit first. Not thread-safe.
 */
final class Prefixes {
    private final int keySize;
    private final KeyIndex index;
    private final BitSet lengths = new BitSet();
    /** One after another, with zeros for the bits that don't count, which the kernel keeps as they were given; behind them the one that is asked about. */
    private ByteBuffer prefixes;

    private int size;

    Prefixes(int keySize) {
        this.keySize = keySize;
        this.index = new KeyIndex(keySize);
        this.prefixes = ByteBuffer.allocate(keySize);
    }

    void clear() {
        index.clear();
        lengths.clear();
        size = 0;
    }

    void add(ByteBuffer keys, int at) {
        int bits = bits(keys, at);
        lengths.set(bits);
        write(keys, at, bits);
        if (index.add(prefixes, size)) {
            size++;
            if (prefixes.capacity() < (size + 1) * keySize) {
                prefixes = ByteBuffer.allocate(Math.multiplyExact(prefixes.capacity(), 2))
                        .put(prefixes.clear());
            }
        }
    }

    /** Whether one of them is the prefix at hand, or a shorter one of the same bits. */
    boolean hold(ByteBuffer keys, int at) {
        for (int bits = lengths.previousSetBit(bits(keys, at)); bits >= 0; bits = lengths.previousSetBit(bits - 1)) {
            write(keys, at, bits);
            if (index.find(prefixes, prefixes, size) >= 0) {
                return true;
            }
        }
        return false;
    }

    private int bits(ByteBuffer keys, int at) {
        return Objects.checkIndex(keys.getInt(at), (keySize - Integer.BYTES) * Byte.SIZE + 1);
    }

    /** Puts the first bits of a key behind the prefixes. */
    private void write(ByteBuffer keys, int at, int bits) {
        int row = size * keySize;
        prefixes.putInt(row, bits);
        for (int i = Integer.BYTES, left = bits; i < keySize; i++, left -= Byte.SIZE) {
            int counted = Math.max(0, Math.min(Byte.SIZE, left));
            prefixes.put(row + i, (byte) (keys.get(at + i) & 0xFF00 >> counted));
        }
    }
}

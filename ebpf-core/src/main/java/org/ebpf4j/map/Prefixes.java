// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Tells whether one of many prefixes holds another. Keys are {@code struct bpf_lpm_trie_key} of the kernel's {@code linux/bpf.h}: how many bits
 * count, then the bytes, highest bit first. Not thread-safe.
 */
final class Prefixes {
    private final int keySize;
    /** With zeros for the bits that don't count, which the kernel keeps as they were given. */
    private final Set<ByteBuffer> prefixes = new HashSet<>();

    private final BitSet lengths = new BitSet();

    Prefixes(int keySize) {
        this.keySize = keySize;
    }

    void add(ByteBuffer keys, int at) {
        int bits = bits(keys, at);
        prefixes.add(prefix(keys, at, bits));
        lengths.set(bits);
    }

    /** Whether one of them is the prefix at hand, or a shorter one of the same bits. */
    boolean hold(ByteBuffer keys, int at) {
        int bits = lengths.previousSetBit(bits(keys, at));
        while (bits >= 0 && !prefixes.contains(prefix(keys, at, bits))) {
            bits = lengths.previousSetBit(bits - 1);
        }
        return bits >= 0;
    }

    private int bits(ByteBuffer keys, int at) {
        return Objects.checkIndex(keys.getInt(at), (keySize - Integer.BYTES) * Byte.SIZE + 1);
    }

    /** The first bits of a key, and how many they are. */
    private ByteBuffer prefix(ByteBuffer keys, int at, int bits) {
        ByteBuffer prefix = ByteBuffer.allocate(keySize).putInt(0, bits);
        int whole = bits / Byte.SIZE;
        prefix.put(Integer.BYTES, keys, at + Integer.BYTES, whole);
        if (bits % Byte.SIZE != 0) {
            int last = Integer.BYTES + whole;
            prefix.put(last, (byte) (keys.get(at + last) & -(1 << (Byte.SIZE - bits % Byte.SIZE))));
        }
        return prefix;
    }
}

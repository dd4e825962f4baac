// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds types by name without holding a string: chains of type indexes by the hash of the essential name, so that one index serves both the
 * exact search and that for flavors. Names are compared as bytes.
 */
final class BtfNames {
    private static final int[] NONE = {};

    private final ByteBuffer types;
    private final int[] offsets;
    private final BtfStrings strings;
    /** By hash: 1 + the index of the first type, 0 for none. */
    private final int[] heads;
    /** By type index: 1 + the index of the next type with the same hash. */
    private final int[] nexts;

    BtfNames(ByteBuffer types, int[] offsets, BtfStrings strings) {
        this.types = types;
        this.offsets = offsets;
        this.strings = strings;
        this.heads = new int[Math.max(16, Integer.highestOneBit(offsets.length) * 2)];
        this.nexts = new int[offsets.length];
        // Backwards, so that each chain runs upwards.
        for (int i = offsets.length - 1; i >= 0; i--) {
            int name = types.getInt(offsets[i]);
            if (name != 0) {
                long scanned = EssentialName.scan(strings.buffer(name), strings.position(name));
                if (scanned != EssentialName.TOO_LONG) {
                    int slot = slot(scanned);
                    nexts[i] = heads[slot];
                    heads[slot] = i + 1;
                }
            }
        }
    }

    /**
     * Indexes of the types called {@code name}, or of those whose essential name is that of {@code name}, upwards.
     */
    int[] find(String name, boolean essential) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        long wanted = EssentialName.scan(ByteBuffer.wrap(Arrays.copyOf(text, text.length + 1)), 0);
        if (name.isEmpty() || name.indexOf(0) >= 0 || wanted == EssentialName.TOO_LONG) {
            return NONE;
        }
        int length = essential ? (int) wanted : text.length;
        int[] found = NONE;
        int count = 0;
        for (int next = heads[slot(wanted)]; next != 0; next = nexts[next - 1]) {
            int offset = types.getInt(offsets[next - 1]);
            if (matches(offset, text, length, essential)) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, Math.max(4, count * 2));
                }
                found[count++] = next - 1;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean matches(int offset, byte[] text, int length, boolean essential) {
        ByteBuffer bytes = strings.buffer(offset);
        int start = strings.position(offset);
        // The terminator, which no wanted byte equals, keeps this inside the string.
        for (int i = 0; i < length; i++) {
            if (bytes.get(start + i) != text[i]) {
                return false;
            }
        }
        return essential ? (int) EssentialName.scan(bytes, start) == length : bytes.get(start + length) == 0;
    }

    private int slot(long scanned) {
        int hash = (int) (scanned >>> 32) * 0x9e3779b9;
        return hash >>> (Integer.numberOfLeadingZeros(heads.length) + 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds types by name without holding a string: chains of type indexes by the hash of the whole name, and a list of the few types whose name may
 * have a flavor. Names are compared as bytes.
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
    /** Indexes of types with three underscores in a row in their names, downwards. */
    private final int[] underscored;

    BtfNames(ByteBuffer types, int[] offsets, BtfStrings strings) {
        this.types = types;
        this.offsets = offsets;
        this.strings = strings;
        this.heads = new int[Math.max(16, Integer.highestOneBit(offsets.length) * 2)];
        this.nexts = new int[offsets.length];
        int[] found = NONE;
        int count = 0;
        // Backwards, so that each chain runs upwards.
        for (int i = offsets.length - 1; i >= 0; i--) {
            int name = types.getInt(offsets[i]);
            if (name != 0) {
                long hash = NameHash.of(strings.buffer(name), strings.position(name));
                if (hash != NameHash.TOO_LONG) {
                    int slot = slot(hash);
                    nexts[i] = heads[slot];
                    heads[slot] = i + 1;
                    if (hash >>> 32 != 0) {
                        found = with(found, count++, i);
                    }
                }
            }
        }
        this.underscored = Arrays.copyOf(found, count);
    }

    /**
     * Indexes of the types called {@code name}, or of those whose essential name is that of {@code name}, upwards.
     */
    int[] find(String name, boolean essential) {
        String wanted = essential ? EssentialName.of(name) : name;
        if (name.isEmpty() || name.indexOf(0) >= 0 || NameHash.of(name) == NameHash.TOO_LONG) {
            return NONE;
        }
        byte[] text = wanted.getBytes(StandardCharsets.UTF_8);
        int[] found = NONE;
        int count = 0;
        // A name may have something like a flavor left when one is taken away; that makes it no type of that name.
        if (!essential || EssentialName.of(wanted).length() == wanted.length()) {
            for (int next = heads[slot(NameHash.of(wanted))]; next != 0; next = nexts[next - 1]) {
                if (startsWith(next - 1, text) && endsAfter(next - 1, text.length)) {
                    found = with(found, count++, next - 1);
                }
            }
        }
        if (essential) {
            for (int i = underscored.length - 1; i >= 0; i--) {
                int index = underscored[i];
                if (startsWith(index, text)
                        && !endsAfter(index, text.length)
                        && essentialLength(index) == text.length) {
                    found = with(found, count++, index);
                }
            }
            Arrays.sort(found, 0, count);
        }
        return Arrays.copyOf(found, count);
    }

    private static int[] with(int[] indexes, int count, int index) {
        int[] room = count < indexes.length ? indexes : Arrays.copyOf(indexes, Math.max(4, count * 2));
        room[count] = index;
        return room;
    }

    private boolean startsWith(int index, byte[] text) {
        int offset = types.getInt(offsets[index]);
        ByteBuffer bytes = strings.buffer(offset);
        int start = strings.position(offset);
        // The terminator, which no wanted byte equals, keeps this inside the string.
        for (int i = 0; i < text.length; i++) {
            if (bytes.get(start + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean endsAfter(int index, int length) {
        int offset = types.getInt(offsets[index]);
        return strings.buffer(offset).get(strings.position(offset) + length) == 0;
    }

    private int essentialLength(int index) {
        int offset = types.getInt(offsets[index]);
        return EssentialName.length(strings.buffer(offset), strings.position(offset));
    }

    private int slot(long hash) {
        return ((int) hash * 0x9e3779b9) >>> (Integer.numberOfLeadingZeros(heads.length) + 1);
    }
}

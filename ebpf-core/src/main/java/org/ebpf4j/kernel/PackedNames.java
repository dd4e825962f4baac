// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names of symbols in the order of their addresses, each as what is different from the one before, because neighbours have much in common: most
 * functions of x86-64 are twice there, as {@code __pfx_name} and as {@code name}.
 *
 * <p>A name is a byte whose lower seven bits say how many bytes it has in common with the one before, both without {@code __pfx_}, and whose
 * highest bit is set where that is before it; the rest of its bytes; and a NUL. The first of each block of eight has nothing in common.
 */
final class PackedNames {
    private static final byte[] PREFIX = "__pfx_".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK = 8;
    private static final int MOST_IN_COMMON = 0x7f;
    private static final int PREFIXED = 0x80;

    private final int[] blocks;
    private final byte[] bytes;
    private final int longest;

    private PackedNames(int[] blocks, byte[] bytes, int longest) {
        this.blocks = blocks;
        this.bytes = bytes;
        this.longest = longest;
    }

    /** Packs names that end in a NUL each, given by where they begin. */
    static PackedNames of(byte[] names, int[] starts, int count) {
        int[] blocks = new int[(count + BLOCK - 1) / BLOCK];
        byte[] bytes = new byte[Math.max(16, count * 16)];
        int at = 0;
        int longest = 0;
        int before = 0;
        for (int index = 0; index < count; index++) {
            boolean prefixed = prefixed(names, starts[index]);
            int start = starts[index] + (prefixed ? PREFIX.length : 0);
            int common = 0;
            if (index % BLOCK == 0) {
                blocks[index / BLOCK] = at;
            } else {
                while (common < MOST_IN_COMMON
                        && names[start + common] != 0
                        && names[start + common] == names[before + common]) {
                    common++;
                }
            }
            int rest = length(names, start + common);
            if (at + rest + 2 > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * (at + rest + 2));
            }
            bytes[at++] = (byte) (common | (prefixed ? PREFIXED : 0));
            System.arraycopy(names, start + common, bytes, at, rest + 1);
            at += rest + 1;
            longest = Math.max(longest, common + rest);
            before = start;
        }
        return new PackedNames(blocks, Arrays.copyOf(bytes, at), longest);
    }

    private static boolean prefixed(byte[] names, int start) {
        for (int i = 0; i < PREFIX.length; i++) {
            if (names[start + i] != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private static int length(byte[] names, int start) {
        int end = start;
        while (names[end] != 0) {
            end++;
        }
        return end - start;
    }

    /** Reads names one after the other. */
    final class Cursor {
        private final byte[] name = new byte[PREFIX.length + longest];
        private int at;
        private int end;
        private boolean prefixed;

        /** Begins at the block of a name, and goes to that name. */
        Cursor(int index) {
            System.arraycopy(PREFIX, 0, name, 0, PREFIX.length);
            at = index < 0 ? 0 : blocks[index / BLOCK];
            for (int i = 0; i <= index % BLOCK; i++) {
                next();
            }
        }

        void next() {
            int head = bytes[at++];
            prefixed = (head & PREFIXED) != 0;
            end = PREFIX.length + (head & MOST_IN_COMMON);
            for (byte c = bytes[at++]; c != 0; c = bytes[at++]) {
                name[end++] = c;
            }
        }

        boolean is(byte[] wanted) {
            int start = prefixed ? 0 : PREFIX.length;
            return end - start == wanted.length && Arrays.equals(name, start, end, wanted, 0, wanted.length);
        }

        @Override
        public String toString() {
            int start = prefixed ? 0 : PREFIX.length;
            return new String(name, start, end - start, StandardCharsets.UTF_8);
        }
    }

    String get(int index) {
        return new Cursor(index).toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.function.Consumer;

/** Members without names that fill the gaps which a compiler would not leave by itself. Offsets are in bits. */
final class CPadding {
    private static final int[] WIDTHS = {64, 32, 16, 8};
    private static final String[] TYPES = {"long", "int", "short", "char"};

    private final Consumer<String> out;

    /** Hands over each member, such as {@code long: 64}. */
    CPadding(Consumer<String> out) {
        this.out = out;
    }

    /**
     * Fills a gap.
     *
     * @param from where the last member ends
     * @param to where the next begins
     * @param alignment that of the next, in bytes
     * @param betweenBitFields whether both are bit fields, which a compiler packs whatever their types
     */
    void fill(long from, long to, int alignment, boolean betweenBitFields) {
        if (from >= to) {
            return;
        }
        // The widest type with a boundary in the gap; up to there, a compiler may leave room without being told.
        int type = 0;
        while (type < WIDTHS.length - 1 && roundUp(from, WIDTHS[type]) > to) {
            type++;
        }
        long at = from;
        long boundary = roundUp(from, WIDTHS[type]);
        if (boundary > from && boundary <= to) {
            boolean natural = roundUp(from, 8L * alignment) == boundary;
            boolean swallowed = to - boundary <= boundary - from;
            if (betweenBitFields) {
                member(type, boundary - from);
            } else if (boundary == to ? !natural : swallowed) {
                // Width 0 is the C way to ask for the next boundary.
                member(type, 0);
            }
            at = boundary;
        }
        for (; to - at >= WIDTHS[type]; at += WIDTHS[type]) {
            member(type, WIDTHS[type]);
        }
        if (at < to) {
            int smallest = WIDTHS.length - 1;
            while (WIDTHS[smallest] < to - at) {
                smallest--;
            }
            member(smallest, to - at);
        }
    }

    private void member(int type, long width) {
        out.accept(TYPES[type] + ": " + width);
    }

    private static long roundUp(long bits, long multiple) {
        return (bits + multiple - 1) / multiple * multiple;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Gives numbers their places: those of series that came one after another lie side by side, so that a pass over all of them meets few cache lines.
 * Places neither move nor are given again; a block is garbage when nobody has a place in it any more. Used by one thread at a time.
 */
final class NumberBlocks {
    private static final int BLOCK = 16;

    private long[] block = {};
    private int taken;

    /** Gives so many numbers a place: where in {@link #block} the first of them is. */
    int place(int width) {
        if (taken + width > block.length) {
            block = new long[width > BLOCK / 2 ? width : BLOCK];
            taken = 0;
        }
        int at = taken;
        taken += width;
        return at;
    }

    /** What has the last place that was given. */
    long[] block() {
        return block;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;

/**
 * The rows of the picture before. Maps give their keys in the same order as long as none comes or goes, so that a row is mostly found where the
 * last one was found, plus one; the others are found by an index, which is made when the first of them is asked for. Not thread-safe.
 */
final class PreviousRows {
    private final KeyIndex index;
    private Rows rows;
    private int size;
    private int indexed;
    private int guess;

    PreviousRows(Rows rows) {
        this.rows = rows;
        this.index = new KeyIndex(rows.keyStride());
    }

    Rows rows() {
        return rows;
    }

    /** Takes a picture as the one before; gives the room of the one that it takes the place of. */
    Rows replace(Rows picture, int pictureSize) {
        Rows free = rows;
        rows = picture;
        size = pictureSize;
        indexed = 0;
        guess = 0;
        return free;
    }

    /** The row with the same key as a row of other keys, -1 where there is none. */
    int find(ByteBuffer keys, int row) {
        for (int near = guess; near < Math.min(guess + 2, size); near++) {
            if (index.same(rows.keyBytes(), near, keys, row)) {
                guess = near;
                return near;
            }
        }
        if (indexed == 0) {
            index.clear();
        }
        for (; indexed < size; indexed++) {
            index.add(rows.keyBytes(), indexed);
        }
        int found = size == 0 ? -1 : index.find(rows.keyBytes(), keys, row);
        guess = Math.max(found, guess);
        return found;
    }
}

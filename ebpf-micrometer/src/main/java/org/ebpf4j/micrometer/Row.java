// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.jspecify.annotations.Nullable;

/** One key of a map or of records as a family knows it: its raw bytes, its numbers, and the series that they count into. */
final class Row {
    static final long[] NONE = {};

    final byte[] key;
    /** The first bytes of the key, where it is short all of them; see {@link RowTable#head}. */
    final long head;

    final int hash;

    /** Null where the row is left out: dropped by a decoder, or not decodable. */
    final @Nullable Series series;

    /** The numbers of the picture before, of records what those of the series add up to since; empty where the row is left out. */
    final long[] last;

    /** Which number of the series the first of this row counts into. */
    final int slot;

    /** The picture that showed the key most recently. */
    int seen;

    Row(byte[] key, int hash, @Nullable Series series, int slot, int width) {
        this(key, hash, series, slot, series == null ? NONE : new long[width]);
    }

    Row(byte[] key, int hash, @Nullable Series series, int slot, long[] last) {
        this.key = key;
        this.head = RowTable.head(key);
        this.hash = hash;
        this.series = series;
        this.slot = slot;
        this.last = last;
    }
}

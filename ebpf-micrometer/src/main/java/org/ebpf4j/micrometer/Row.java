// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.jspecify.annotations.Nullable;

/** One key of a map or of records as a family knows it: its raw bytes, and the series that its numbers count into. */
final class Row {
    static final long[] NONE = {};

    final byte[] key;
    /** The first bytes of the key, where it is short all of them; see {@link RowTable#head}. */
    final long head;

    final int hash;

    /** Null where the row is left out: dropped by a decoder, or not decodable. */
    final @Nullable Series series;

    /** Which number of the series the first of this row counts into. */
    final int slot;

    /** Of records, what those of the series add up to since the last picture; else {@link #NONE}. */
    final long[] sums;

    /** The last picture with other keys than the one before that showed the key. */
    int seen;

    /** Where the last picture shows the key; -1 before the first that does. */
    int position = -1;

    Row(byte[] key, int hash, @Nullable Series series, int slot, long[] sums) {
        this.key = key;
        this.head = RowTable.head(key);
        this.hash = hash;
        this.series = series;
        this.slot = slot;
        this.sums = sums;
    }
}

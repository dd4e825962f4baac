// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a picture in its order, in columns: mostly the next picture has the same keys in the same order, and then nothing is looked at but the
 * numbers that it is compared with and those that it counts into, each one behind the other in memory. Used by one thread at a time.
 */
final class RowColumns {
    private static final int ROOM = 64;

    private final int keySize;
    private final int width;
    private ByteBuffer keys = ByteBuffer.allocate(0);
    private int size;
    private @Nullable Row[] rows = {};
    /** The map's numbers of each row, as last counted. */
    private long[] last = {};
    /** What each row counts into, null where that is nothing. */
    private long[] @Nullable [] numbers = {};
    /** Where in that. */
    private int[] at = {};

    /**
     * Columns without rows.
     *
     * @param keySize bytes of a key
     * @param width how many numbers of each row are counted
     */
    RowColumns(int keySize, int width) {
        this.keySize = keySize;
        this.width = width;
    }

    /** How many rows there are, those included that are empty. */
    int size() {
        return size;
    }

    /** The row of the key that the picture shows there; null where it shows one that has none, or had one further ahead. */
    @Nullable
    Row row(int i) {
        return rows[i];
    }

    /** Whether another picture has the same keys in the same order. */
    boolean shows(ByteBuffer others, int count) {
        int bytes = count * keySize;
        return count == size && keys.slice(0, bytes).mismatch(others.slice(0, bytes)) < 0;
    }

    /** Becomes those of a picture all of whose rows are empty. */
    void begin(ByteBuffer picture, int count) {
        clear();
        if (rows.length < count || rows.length > 2 * count + ROOM) {
            int room = count + count / 4;
            keys = ByteBuffer.allocate(room * keySize).order(ByteOrder.nativeOrder());
            rows = new @Nullable Row[room];
            last = new long[room * width];
            numbers = new long[room] @Nullable [];
            at = new int[room];
        }
        keys.put(0, picture, 0, count * keySize);
        size = count;
    }

    /** Puts a row in its place, with what is known of it from the picture before. */
    void put(int i, Row row, RowColumns before) {
        rows[i] = row;
        int then = row.position;
        if (then >= 0) {
            numbers[i] = before.numbers[then];
            at[i] = before.at[then];
            System.arraycopy(before.last, then * width, last, i * width, width);
        } else if (row.series != null) {
            numbers[i] = row.series.numbers();
            at[i] = row.series.at() + row.slot;
            Arrays.fill(last, i * width, (i + 1) * width, 0);
        }
    }

    /** Tells the rows where they are from now on. */
    void settle() {
        for (int i = 0; i < size; i++) {
            Row row = rows[i];
            if (row != null) {
                row.position = i;
            }
        }
    }

    /** Forgets all rows, but keeps the room. */
    void clear() {
        Arrays.fill(rows, 0, size, null);
        Arrays.fill(numbers, 0, size, null);
        size = 0;
    }

    /**
     * Adds to the numbers of each row's series by how much those of the map have grown; one that is less started over, from zero.
     *
     * @param slots which number each field counts into, from that of its row on
     */
    void count(MapReading map, ValueField[] fields, int[] slots) {
        for (int i = 0; i < size; i++) {
            long[] into = numbers[i];
            if (into == null) {
                continue;
            }
            for (int field = 0; field < fields.length; field++) {
                long now = map.sum(i, fields[field]);
                long before = last[i * width + field];
                if (now != before) {
                    last[i * width + field] = now;
                    int place = at[i] + slots[field];
                    long grown = Long.compareUnsigned(now, before) > 0 ? now - before : now;
                    Series.NUMBERS.setOpaque(into, place, into[place] + grown);
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a family by the raw bytes of their keys: open addressing, so that a key in a snapshot's buffer is found without an object made
 * for it. The hash is seeded per table, because keys may hold what a stranger on the network chose. Used by one thread at a time.
 */
final class RowTable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int SMALLEST = 16;

    private final int keySize;
    private final long seed;
    private @Nullable Row[] slots = new @Nullable Row[SMALLEST];
    private @Nullable Row[] spare = new @Nullable Row[0];
    private int size;

    RowTable(int keySize) {
        this.keySize = keySize;
        this.seed = System.nanoTime() * 31 + System.identityHashCode(this);
    }

    int size() {
        return size;
    }

    /** The hash of a key that begins at a byte of a buffer in native order. */
    int hash(ByteBuffer keys, int at) {
        long hash = seed;
        int i = 0;
        for (; i + Long.BYTES <= keySize; i += Long.BYTES) {
            hash = mixed(hash ^ keys.getLong(at + i));
        }
        if (i < keySize) {
            hash = mixed(hash ^ head(keys, at + i, keySize - i));
        }
        return (int) (hash >>> Integer.SIZE);
    }

    /** The row of a key, or null where it was not seen before. */
    @Nullable
    Row find(ByteBuffer keys, int at, int hash) {
        int mask = slots.length - 1;
        long head = head(keys, at, keySize);
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            Row row = slots[i];
            if (row == null || (row.hash == hash && row.head == head && sameRest(row.key, keys, at))) {
                return row;
            }
        }
    }

    /** Whether a row is that of a key. */
    boolean same(Row row, ByteBuffer keys, int at) {
        return row.head == head(keys, at, keySize) && sameRest(row.key, keys, at);
    }

    /** The first 8 bytes of a key, or all of it where it is shorter, so that most keys are told apart without looking at their bytes. */
    static long head(byte[] key) {
        return head(ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()), 0, key.length);
    }

    private static long head(ByteBuffer keys, int at, int size) {
        if (size >= Long.BYTES) {
            return keys.getLong(at);
        }
        if (size == Integer.BYTES) {
            return keys.getInt(at);
        }
        long head = 0;
        for (int i = 0; i < size; i++) {
            head = (head << Byte.SIZE) | (keys.get(at + i) & 0xff);
        }
        return head;
    }

    /** Adds a row whose key is not in the table. */
    void add(Row row) {
        if (size * 2 >= slots.length) {
            rebuild(new @Nullable Row[slots.length * 2], row.seen, true, dropped -> {});
        }
        put(slots, row);
        size++;
    }

    /**
     * Removes every row that the given picture did not show. Allocates only when the table has grown since the last time.
     *
     * @param seen the picture
     * @param removed told of each row that leaves
     */
    void retain(int seen, Consumer<Row> removed) {
        @Nullable Row[] target = spare.length == slots.length ? spare : new @Nullable Row[slots.length];
        rebuild(target, seen, false, removed);
    }

    private void rebuild(@Nullable Row[] target, int seen, boolean all, Consumer<Row> removed) {
        @Nullable Row[] before = slots;
        for (Row row : before) {
            if (row == null) {
                continue;
            }
            if (all || row.seen == seen) {
                put(target, row);
            } else {
                size--;
                removed.accept(row);
            }
        }
        slots = target;
        Arrays.fill(before, null);
        spare = before;
    }

    private static void put(@Nullable Row[] slots, Row row) {
        int mask = slots.length - 1;
        int i = row.hash & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = row;
    }

    private boolean sameRest(byte[] key, ByteBuffer keys, int at) {
        int i = Long.BYTES;
        for (; i + Long.BYTES <= keySize; i += Long.BYTES) {
            if ((long) LONGS.get(key, i) != keys.getLong(at + i)) {
                return false;
            }
        }
        for (; i < keySize; i++) {
            if (key[i] != keys.get(at + i)) {
                return false;
            }
        }
        return true;
    }

    private static long mixed(long value) {
        long product = value * MIX;
        return (product ^ product >>> 29) * MIX;
    }
}

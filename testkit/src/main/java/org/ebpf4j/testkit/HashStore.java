// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Hash and per-CPU hash: chains of entries in numbered buckets, newest first. Follows {@code kernel/bpf/hashtab.c}; only the hash function and,
 * where it is set, the number of buckets are our own.
 */
sealed class HashStore extends MapStore permits LruStore {
    private final int bucketCount;
    private final TreeMap<Integer, List<Entry>> buckets = new TreeMap<>();
    private int size;

    private static final class Entry {
        private final byte[] key;
        private final ByteBuffer value;

        Entry(byte[] key, ByteBuffer value) {
            this.key = key;
            this.value = value;
        }
    }

    /** Makes an empty map; a bucket count of 0 takes the kernel's, the next power of two of the entries. */
    HashStore(MapShape shape, int bucketCount) {
        super(shape);
        int power = Integer.highestOneBit(Math.max(shape.maxEntries() - 1, 0)) << 1;
        this.bucketCount = bucketCount > 0 ? bucketCount : power > 0 ? power : shape.maxEntries();
    }

    @Override
    @Nullable
    ByteBuffer value(byte[] key) {
        for (Entry entry : bucket(key)) {
            if (Arrays.equals(entry.key, key)) {
                return entry.value;
            }
        }
        return null;
    }

    @Override
    int update(byte[] key, ByteBuffer value, long flags) {
        if (!isUpdateFlag(flags)) {
            return answer(Errno.EINVAL);
        }
        ByteBuffer old = value(key);
        if (old != null && flags == MapFlags.NOEXIST) {
            return answer(Errno.EEXIST);
        }
        if (old == null && flags == MapFlags.EXIST) {
            return answer(Errno.ENOENT);
        }
        if (old != null && shape.copies() > 1) {
            old.put(0, value, 0, shape.size());
        } else {
            if (old != null) {
                delete(key);
            } else if (size >= shape.maxEntries() && !makeRoom()) {
                return answer(Errno.E2BIG);
            }
            insert(key, value);
        }
        used(key);
        return 0;
    }

    /** Called for a new key when the map is full: whether there is room now. */
    boolean makeRoom() {
        return false;
    }

    /** Called after a key was written. */
    void used(byte[] key) {}

    @Override
    int delete(byte[] key) {
        List<Entry> bucket = bucket(key);
        if (value(key) == null || !bucket.removeIf(entry -> Arrays.equals(entry.key, key))) {
            return answer(Errno.ENOENT);
        }
        if (bucket.isEmpty()) {
            buckets.remove(bucketOf(key));
        }
        size--;
        return 0;
    }

    @Override
    int nextKey(byte @Nullable [] key, byte[] next) {
        int from = 0;
        if (key != null && value(key) != null) {
            List<Entry> bucket = bucket(key);
            int at = 0;
            while (!Arrays.equals(bucket.get(at).key, key)) {
                at++;
            }
            if (at + 1 < bucket.size()) {
                return copy(bucket.get(at + 1), next);
            }
            from = bucketOf(key) + 1;
        }
        Map.Entry<Integer, List<Entry>> bucket = buckets.ceilingEntry(from);
        return bucket == null ? answer(Errno.ENOENT) : copy(bucket.getValue().get(0), next);
    }

    @Override
    int lookupBatch(BatchCall call, BatchTarget target, int max) {
        int position = call.started() ? call.position().bytes().getInt(0) : 0;
        if (position >= bucketCount) {
            call.answered(0, false);
            return answer(Errno.ENOENT);
        }
        int row = 0;
        int result = answer(Errno.ENOENT);
        int reached = bucketCount;
        for (Map.Entry<Integer, List<Entry>> bucket : buckets.tailMap(position).entrySet()) {
            if (bucket.getValue().size() > max - row) {
                result = row == 0 ? answer(Errno.ENOSPC) : 0;
                reached = bucket.getKey();
                break;
            }
            for (Entry entry : bucket.getValue()) {
                target.put(row++, entry.key, entry.value);
            }
        }
        boolean moved = result != answer(Errno.ENOSPC);
        if (moved) {
            call.position().bytes().putInt(0, reached);
        }
        call.answered(row, moved);
        return result;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>(size);
        buckets.values().forEach(bucket -> bucket.forEach(entry -> keys.add(entry.key.clone())));
        return keys;
    }

    private void insert(byte[] key, ByteBuffer value) {
        ByteBuffer copy = ByteBuffer.allocate(shape.size()).order(ByteOrder.nativeOrder());
        copy.put(0, value, 0, shape.size());
        buckets.computeIfAbsent(bucketOf(key), unused -> new ArrayList<>(1)).add(0, new Entry(key.clone(), copy));
        size++;
    }

    private List<Entry> bucket(byte[] key) {
        return buckets.getOrDefault(bucketOf(key), List.of());
    }

    private int bucketOf(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9e3779b9;
        return Math.floorMod(hash ^ (hash >>> 16), bucketCount);
    }

    private static int copy(Entry entry, byte[] next) {
        System.arraycopy(entry.key, 0, next, 0, next.length);
        return 0;
    }
}

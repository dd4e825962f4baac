// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** Array and per-CPU array: every index is there from the start, and stays. Follows {@code kernel/bpf/arraymap.c}. */
final class ArrayStore extends MapStore {
    private final ByteBuffer area;
    private final int slot;

    private ArrayStore(MapShape shape, int slot, int bytes) {
        super(shape);
        this.slot = slot;
        this.area = ByteBuffer.allocateDirect(bytes + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .limit(bytes)
                .slice()
                .order(ByteOrder.nativeOrder());
    }

    /** Null where there is not enough memory. */
    static @Nullable ArrayStore of(MapShape shape) {
        long slot = MapShape.roundUp((long) shape.copies() * shape.stride(), 8);
        long bytes = MapShape.roundUp(slot * shape.maxEntries(), Mappings.PAGE);
        return bytes > Integer.MAX_VALUE - Mappings.PAGE ? null : new ArrayStore(shape, (int) slot, (int) bytes);
    }

    /** All slots, 8-byte aligned, rounded up to whole pages: what is mapped into a process. */
    ByteBuffer area() {
        return area;
    }

    @Override
    @Nullable
    ByteBuffer value(byte[] key) {
        int index = index(key);
        return isIndex(index) ? slot(index) : null;
    }

    @Override
    int update(byte[] key, ByteBuffer value, long flags) {
        if (!isUpdateFlag(flags)) {
            return answer(Errno.EINVAL);
        }
        int index = index(key);
        if (!isIndex(index)) {
            return answer(Errno.E2BIG);
        }
        if (flags == MapFlags.NOEXIST) {
            return answer(Errno.EEXIST);
        }
        slot(index).put(0, value, 0, shape.size());
        return 0;
    }

    @Override
    int delete(byte[] key) {
        return answer(Errno.EINVAL);
    }

    @Override
    int nextKey(byte @Nullable [] key, byte[] next) {
        int index = key == null ? -1 : index(key);
        if (index == shape.maxEntries() - 1) {
            return answer(Errno.ENOENT);
        }
        bytes(next).putInt(0, isIndex(index) ? index + 1 : 0);
        return 0;
    }

    @Override
    int lookupBatch(BatchCall call, BatchTarget target, int max) {
        byte[] key = new byte[Integer.BYTES];
        byte @Nullable [] previous = null;
        if (call.started()) {
            call.position().bytes().get(0, key);
            previous = key;
        }
        int row = 0;
        int result = 0;
        while (row < max) {
            result = nextKey(previous, key);
            if (result != 0) {
                break;
            }
            previous = key;
            target.put(row++, key, slot(index(key)));
        }
        if (row > 0) {
            call.position().bytes().put(0, key);
        }
        call.answered(row, row > 0);
        return result;
    }

    @Override
    int size() {
        return shape.maxEntries();
    }

    @Override
    List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>(shape.maxEntries());
        for (int index = 0; index < shape.maxEntries(); index++) {
            byte[] key = new byte[Integer.BYTES];
            bytes(key).putInt(0, index);
            keys.add(key);
        }
        return keys;
    }

    private ByteBuffer slot(int index) {
        return area.slice(index * slot, shape.size()).order(ByteOrder.nativeOrder());
    }

    private boolean isIndex(int index) {
        return index >= 0 && index < shape.maxEntries();
    }

    private static int index(byte[] key) {
        return bytes(key).getInt(0);
    }

    private static ByteBuffer bytes(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
    }
}

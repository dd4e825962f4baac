// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeMap;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** An array of perf events by CPU, which it holds. Follows {@code kernel/bpf/arraymap.c}. */
final class PerfArrayStore extends MapStore {
    private final Descriptors descriptors;
    private final TreeMap<Integer, PerfEventObject> events = new TreeMap<>();

    PerfArrayStore(MapShape shape, Descriptors descriptors) {
        super(shape);
        this.descriptors = descriptors;
    }

    @Nullable
    PerfEventObject event(int cpu) {
        return events.get(cpu);
    }

    @Override
    @Nullable
    ByteBuffer value(byte[] key) {
        return null;
    }

    @Override
    int update(byte[] key, ByteBuffer value, long flags) {
        int index = index(key);
        if (flags != 0 || index < 0 || index >= shape.maxEntries()) {
            return answer(flags != 0 ? Errno.EINVAL : Errno.E2BIG);
        }
        int fd = value.duplicate().order(ByteOrder.nativeOrder()).getInt(0);
        PerfEventObject event = descriptors.get(fd, PerfEventObject.class);
        if (event == null) {
            return descriptors.errno(fd);
        }
        event.hold();
        PerfEventObject old = events.put(index, event);
        if (old != null) {
            old.release();
        }
        return 0;
    }

    @Override
    int delete(byte[] key) {
        PerfEventObject old = events.remove(index(key));
        if (old == null) {
            return answer(Errno.ENOENT);
        }
        old.release();
        return 0;
    }

    @Override
    int nextKey(byte @Nullable [] key, byte[] next) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int lookupBatch(BatchCall call, BatchTarget target, int max) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int size() {
        return events.size();
    }

    @Override
    List<byte[]> keys() {
        return List.of();
    }

    private static int index(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt(0);
    }
}

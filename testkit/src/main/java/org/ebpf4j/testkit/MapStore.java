// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a map holds, for one family of types. Values are live buffers with all copies, {@link MapShape#stride()} bytes apart. Numbers are answered
 * as by a system call. Guarded by the kernel's lock.
 */
abstract sealed class MapStore permits ArrayStore, HashStore, PerfArrayStore, RingStore {
    final MapShape shape;

    MapStore(MapShape shape) {
        this.shape = shape;
    }

    /** The live value of a key, or null. */
    abstract @Nullable ByteBuffer value(byte[] key);

    /** Puts a value, given with all its copies. */
    abstract int update(byte[] key, ByteBuffer value, long flags);

    abstract int delete(byte[] key);

    /** Writes the key that follows into {@code next}; null asks for the first. */
    abstract int nextKey(byte @Nullable [] key, byte[] next);

    abstract int lookupBatch(BatchCall call, BatchTarget target, int max);

    abstract int size();

    abstract List<byte[]> keys();

    static int answer(Errno errno) {
        return -errno.number();
    }

    static boolean isUpdateFlag(long flags) {
        return flags >= 0 && flags <= MapFlags.EXIST;
    }
}

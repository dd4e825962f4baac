// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;

/** Many elements of a map by one call. Nothing is allocated: the call brings its own {@code union bpf_attr}. */
record MapBatches(SystemCalls calls) {
    /** Reads, or reads and removes. */
    int read(
            BpfCommand command,
            int mapFd,
            BatchCall call,
            Memory keys,
            int keysAt,
            Memory values,
            int valuesAt,
            int max) {
        Objects.checkIndex(keysAt, keys.size());
        Objects.checkIndex(valuesAt, values.size());
        ByteBuffer attr = call.attr().bytes();
        BpfAttr.BATCH_IN.put(attr, call.started() ? call.position().address() : 0);
        BpfAttr.BATCH_OUT.put(attr, call.position().address());
        BpfAttr.BATCH_KEYS.put(attr, keys.address() + keysAt);
        BpfAttr.BATCH_VALUES.put(attr, values.address() + valuesAt);
        int result = make(command, mapFd, call, keys, values, max);
        // On other errors the kernel may have left the count as it was given.
        boolean answered = result == 0 || result == -Errno.ENOENT.number();
        call.answered(answered ? BpfAttr.BATCH_COUNT.getInt(attr) : 0, answered);
        return result;
    }

    int update(int mapFd, BatchCall call, Memory keys, Memory values, int entries) {
        ByteBuffer attr = call.attr().bytes();
        BpfAttr.BATCH_IN.put(attr, 0);
        BpfAttr.BATCH_OUT.put(attr, 0);
        BpfAttr.BATCH_KEYS.put(attr, keys.address());
        BpfAttr.BATCH_VALUES.put(attr, values.address());
        return written(make(BpfCommand.BPF_MAP_UPDATE_BATCH, mapFd, call, keys, values, entries), call, entries);
    }

    int delete(int mapFd, BatchCall call, Memory keys, int entries) {
        ByteBuffer attr = call.attr().bytes();
        BpfAttr.BATCH_IN.put(attr, 0);
        BpfAttr.BATCH_OUT.put(attr, 0);
        BpfAttr.BATCH_KEYS.put(attr, keys.address());
        BpfAttr.BATCH_VALUES.put(attr, 0);
        return written(make(BpfCommand.BPF_MAP_DELETE_BATCH, mapFd, call, keys, keys, entries), call, entries);
    }

    /** A kernel that refuses the whole call leaves the count as it was given. */
    private static int written(int result, BatchCall call, int entries) {
        int count = BpfAttr.BATCH_COUNT.getInt(call.attr().bytes());
        call.answered(result < 0 && count == entries ? 0 : count, false);
        return result;
    }

    private int make(BpfCommand command, int mapFd, BatchCall call, Memory keys, Memory values, int count) {
        ByteBuffer attr = call.attr().bytes();
        BpfAttr.BATCH_COUNT.put(attr, count);
        BpfAttr.BATCH_MAP_FD.put(attr, mapFd);
        BpfAttr.BATCH_ELEM_FLAGS.put(attr, 0);
        BpfAttr.BATCH_FLAGS.put(attr, 0);
        try {
            return (int) calls.bpf(command, call.attr(), BpfAttr.BATCH_FLAGS, call);
        } finally {
            Reference.reachabilityFence(keys);
            Reference.reachabilityFence(values);
        }
    }
}

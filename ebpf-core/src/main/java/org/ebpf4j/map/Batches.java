// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;

/** Many entries to be put into a map, or keys to be removed, in as few calls as the kernel takes. Not thread-safe. */
final class Batches {
    private final BpfMap map;
    private final Kernel kernel;
    private final BatchCall batch;
    private final Rows rows;
    private int size;
    /** How many rows, from the first on, the kernel has done. */
    private int done;

    Batches(BpfMap map) {
        this.map = map;
        this.kernel = map.kernel();
        this.rows = new Rows(map);
        this.batch = new BatchCall(kernel, rows.keyStride());
    }

    ByteBuffer keys() {
        return rows.keyBytes();
    }

    ByteBuffer values() {
        return rows.valueBytes();
    }

    int keyAt(int row) {
        return rows.keyAt(row);
    }

    int valueAt(int row) {
        return rows.valueAt(row);
    }

    /** A new row to be filled. */
    int next() {
        if (size == rows.capacity()) {
            rows.grow(size);
        }
        return size++;
    }

    /** Writes all rows. */
    void update() {
        int fd = map.descriptor().begin();
        try {
            int result = size == 0 ? 0 : kernel.mapUpdateBatch(fd, batch, rows.keys(), rows.values(), size);
            done = batch.count();
            if (Elements.hasNoBatches(result)) {
                result = each(call -> kernel.mapUpdate(fd, call, BpfMap.ANY));
            }
            if (result < 0) {
                throw Elements.refused(map, result, "be updated", "; " + done + " of the " + size + " were written");
            }
        } finally {
            map.descriptor().end();
        }
    }

    /** Removes the keys of all rows; a batch ends at the first that is not there, and the rest goes one by one. */
    void delete() {
        int fd = map.descriptor().begin();
        try {
            int result = size == 0 ? 0 : kernel.mapDeleteBatch(fd, batch, rows.keys(), size);
            done = batch.count();
            if (Elements.hasNoBatches(result) || result == -Errno.ENOENT.number()) {
                result = each(call -> {
                    int deleted = kernel.mapDelete(fd, call);
                    return deleted == -Errno.ENOENT.number() ? 0 : deleted;
                });
            }
            if (result < 0) {
                throw Elements.refused(map, result, "give up keys", "; " + done + " of the " + size + " are gone");
            }
        } finally {
            map.descriptor().end();
        }
    }

    private interface Step {
        int of(MapCall call);
    }

    /** From the first row that no batch has done. */
    private int each(Step step) {
        MapCall call = new MapCall(kernel, rows.keyStride(), rows.valueStride());
        for (; done < size; done++) {
            call.key().bytes().put(0, keys(), keyAt(done), rows.keyStride());
            call.value().bytes().put(0, values(), valueAt(done), rows.valueStride());
            int result = step.of(call);
            if (result < 0) {
                return result;
            }
        }
        return 0;
    }
}

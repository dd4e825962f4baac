// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.Memory;

/** Many entries on their way into a map or out of it, in as few calls as the kernel takes. Not thread-safe. */
final class Batches {
    private static final int ROWS = 1024;

    private final BpfMap map;
    private final Kernel kernel;
    private final BatchCall batch;
    private final int keySize;
    private final int valueSize;
    private Memory keys;
    private Memory values;
    private int capacity = ROWS;
    private int rows;
    private boolean last;

    Batches(BpfMap map) {
        this.map = map;
        this.kernel = map.kernel();
        this.keySize = map.keySize();
        this.valueSize = Math.multiplyExact(map.valueStride(), map.cpus());
        this.batch = new BatchCall(kernel, keySize);
        this.keys = kernel.allocate(Math.multiplyExact(capacity, keySize));
        this.values = kernel.allocate(Math.multiplyExact(capacity, valueSize));
    }

    ByteBuffer keys() {
        return keys.bytes();
    }

    ByteBuffer values() {
        return values.bytes();
    }

    int keyAt(int row) {
        return row * keySize;
    }

    int valueAt(int row) {
        return row * valueSize;
    }

    int rows() {
        return rows;
    }

    /** A new row to be filled. */
    int next() {
        if (rows == capacity) {
            grow();
        }
        return rows++;
    }

    private void grow() {
        int larger = Math.multiplyExact(capacity, 2);
        Memory moreKeys = kernel.allocate(Math.multiplyExact(larger, keySize));
        Memory moreValues = kernel.allocate(Math.multiplyExact(larger, valueSize));
        moreKeys.bytes().put(0, keys.bytes(), 0, keyAt(rows));
        moreValues.bytes().put(0, values.bytes(), 0, valueAt(rows));
        keys = moreKeys;
        values = moreValues;
        capacity = larger;
    }

    /** Writes all rows. */
    void update() {
        int fd = map.descriptor().begin();
        try {
            int result = rows == 0 ? 0 : kernel.mapUpdateBatch(fd, batch, keys, values, rows);
            if (isUnknown(result)) {
                result = each(call -> kernel.mapUpdate(fd, call, BpfMap.ANY));
            }
            if (result < 0) {
                throw Elements.refused(map, result, "be updated");
            }
        } finally {
            map.descriptor().end();
        }
    }

    /** Removes the keys of all rows; a batch ends at the first that is not there, and the rest goes one by one. */
    void delete() {
        int fd = map.descriptor().begin();
        try {
            int result = rows == 0 ? 0 : kernel.mapDeleteBatch(fd, batch, keys, rows);
            if (isUnknown(result) || result == -Errno.ENOENT.number()) {
                result = each(call -> {
                    int deleted = kernel.mapDelete(fd, call);
                    return deleted == -Errno.ENOENT.number() ? 0 : deleted;
                });
            }
            if (result < 0) {
                throw Elements.refused(map, result, "give up keys");
            }
        } finally {
            map.descriptor().end();
        }
    }

    /** Fills the rows with entries that are removed from the map; false once there are none. */
    boolean take() {
        rows = 0;
        int fd = map.descriptor().begin();
        try {
            while (!last) {
                int result = kernel.mapTakeBatch(fd, batch, keys, 0, values, 0, capacity);
                if (result == -Errno.ENOSPC.number()) {
                    grow();
                } else if (result == 0 || result == -Errno.ENOENT.number()) {
                    last = result != 0;
                    rows = batch.count();
                    return rows > 0 || !last;
                } else {
                    throw Elements.refused(
                            map, result == -Errno.EINVAL.number() ? -Errno.ENOTSUPP.number() : result, "be emptied");
                }
            }
            return false;
        } finally {
            map.descriptor().end();
        }
    }

    private interface Step {
        int of(MapCall call);
    }

    /** From the first row that no batch has done. */
    private int each(Step step) {
        MapCall call = new MapCall(kernel, keySize, valueSize);
        int result = 0;
        for (int row = batch.count(); row < rows && result >= 0; row++) {
            call.key().bytes().put(0, keys.bytes(), keyAt(row), keySize);
            call.value().bytes().put(0, values.bytes(), valueAt(row), valueSize);
            result = step.of(call);
        }
        return result;
    }

    private static boolean isUnknown(int result) {
        return result == -Errno.EINVAL.number()
                || result == -Errno.ENOTSUPP.number()
                || result == -Errno.EOPNOTSUPP.number();
    }
}

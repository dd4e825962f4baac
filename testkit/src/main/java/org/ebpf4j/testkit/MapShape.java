// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.MapCreate;

/**
 * The sizes of a map. A value is {@code copies} copies, {@code stride} bytes apart: one for a plain map, one per possible CPU for a per-CPU
 * map, whose copies are rounded up to 8 bytes, as system calls copy them.
 */
record MapShape(int keySize, int valueSize, int maxEntries, int copies, int stride) {
    static MapShape of(MapCreate request, MapKind kind, int possibleCpus) {
        int rounded = (int) roundUp(request.valueSize(), 8);
        return kind.perCpu()
                ? new MapShape(request.keySize(), request.valueSize(), request.maxEntries(), possibleCpus, rounded)
                : new MapShape(request.keySize(), request.valueSize(), request.maxEntries(), 1, request.valueSize());
    }

    /** Bytes of a value as system calls copy it. */
    int size() {
        return copies * stride;
    }

    static long roundUp(long bytes, long unit) {
        return (bytes + unit - 1) / unit * unit;
    }
}

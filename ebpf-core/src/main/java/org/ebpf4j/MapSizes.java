// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PageSize;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;

/** Fits the size of a map to the kernel, where the author left it open or can't know. The rules are libbpf's. */
final class MapSizes {
    private static final long LARGEST_RING = 1L << 31;

    private MapSizes() {}

    /** The same map where nothing has to be changed. */
    static MapSpec fit(Kernel kernel, MapSpec map) {
        if (map.type() == MapType.PERF_EVENT_ARRAY && map.maxEntries() == 0) {
            return map.copy().maxEntries(Cpus.possible(kernel).length);
        }
        if (map.type() == MapType.RINGBUF || map.type() == MapType.USER_RINGBUF) {
            int size = ring(PageSize.of(kernel), map.maxEntries());
            return size == map.maxEntries() || size < 0 ? map : map.copy().maxEntries(size);
        }
        return map;
    }

    /** The kernel takes a ring of a page times a power of two; a size between is raised to the next. */
    static int ring(int pageSize, int wanted) {
        long size = pageSize;
        while (size < Integer.toUnsignedLong(wanted) && size < LARGEST_RING) {
            size *= 2;
        }
        return (int) size;
    }
}

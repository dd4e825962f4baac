// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.jspecify.annotations.Nullable;

/** The map types that the simulation knows, numbered as {@code enum bpf_map_type} of {@code include/uapi/linux/bpf.h}. */
enum MapKind {
    HASH(1, Family.HASH, false),
    ARRAY(2, Family.ARRAY, false),
    PERF_EVENT_ARRAY(4, Family.PERF, false),
    PERCPU_HASH(5, Family.HASH, true),
    PERCPU_ARRAY(6, Family.ARRAY, true),
    LRU_HASH(9, Family.LRU, false),
    LRU_PERCPU_HASH(10, Family.LRU, true),
    RINGBUF(27, Family.RING, false),
    USER_RINGBUF(31, Family.RING, false);

    /** What is stored alike. */
    enum Family {
        HASH,
        LRU,
        ARRAY,
        PERF,
        RING
    }

    private final int number;
    private final Family family;
    private final boolean perCpu;

    MapKind(int number, Family family, boolean perCpu) {
        this.number = number;
        this.family = family;
        this.perCpu = perCpu;
    }

    static @Nullable MapKind of(int number) {
        for (MapKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }

    Family family() {
        return family;
    }

    boolean perCpu() {
        return perCpu;
    }
}

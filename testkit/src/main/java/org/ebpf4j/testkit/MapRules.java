// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCreate;

/** What the kernel checks before it creates a map: {@code map_create}, {@code htab_map_alloc_check} and {@code array_map_alloc_check}. */
final class MapRules {
    private static final int NAME_LENGTH = 15;
    private static final int LARGEST_PER_CPU_VALUE = 32 << 10;
    private static final long LARGEST_HASH_ELEMENT = 4L << 20;
    private static final int HASH_FLAGS =
            MapFlags.NO_PREALLOC | MapFlags.NO_COMMON_LRU | MapFlags.NUMA_NODE | MapFlags.ZERO_SEED | MapFlags.ACCESS;
    private static final int ARRAY_FLAGS = MapFlags.NUMA_NODE | MapFlags.MMAPABLE | MapFlags.ACCESS;

    private MapRules() {}

    /** Answers 0, or the negated errno that the kernel would. */
    static int check(MapCreate request, MapKind kind) {
        if (!isName(request.name()) || request.mapExtra() != 0) {
            return invalid();
        }
        if (request.btfKeyTypeId() != 0 && request.btfValueTypeId() == 0) {
            return invalid();
        }
        int flags = request.flags();
        if (has(flags, MapFlags.RDONLY | MapFlags.WRONLY) || has(flags, MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG)) {
            return invalid();
        }
        if (has(flags, MapFlags.NUMA_NODE) && (request.numaNode() != 0 || kind.perCpu())) {
            return invalid();
        }
        if (kind.family() == MapKind.Family.RING) {
            return checkRing(request);
        }
        if (request.maxEntries() == 0 || request.keySize() == 0 || request.valueSize() == 0) {
            return invalid();
        }
        if (kind == MapKind.PERF_EVENT_ARRAY
                && (request.valueSize() != Integer.BYTES || has(flags, MapFlags.MMAPABLE))) {
            return invalid();
        }
        return kind.family() == MapKind.Family.ARRAY || kind == MapKind.PERF_EVENT_ARRAY
                ? checkArray(request, kind)
                : checkHash(request, kind);
    }

    static boolean isName(String name) {
        return name.length() <= NAME_LENGTH && name.chars().allMatch(MapRules::isNameCharacter);
    }

    private static int checkHash(MapCreate request, MapKind kind) {
        boolean lru = kind.family() == MapKind.Family.LRU;
        if ((request.flags() & ~HASH_FLAGS) != 0) {
            return invalid();
        }
        if (lru && has(request.flags(), MapFlags.NO_PREALLOC)) {
            return -Errno.ENOTSUPP.number();
        }
        if (!lru && has(request.flags(), MapFlags.NO_COMMON_LRU)) {
            return invalid();
        }
        long element = Integer.toUnsignedLong(request.keySize()) + Integer.toUnsignedLong(request.valueSize());
        return element >= LARGEST_HASH_ELEMENT || isTooLargePerCpu(request, kind) || request.maxEntries() < 0
                ? -Errno.E2BIG.number()
                : 0;
    }

    private static int checkRing(MapCreate request) {
        int size = request.maxEntries();
        if (request.keySize() != 0 || request.valueSize() != 0 || (request.flags() & ~MapFlags.NUMA_NODE) != 0) {
            return invalid();
        }
        if (Integer.bitCount(size) != 1 || size % Mappings.PAGE != 0) {
            return invalid();
        }
        // Twice its size is one buffer here.
        return size < 0 || size > 1 << 28 ? -Errno.ENOMEM.number() : 0;
    }

    private static int checkArray(MapCreate request, MapKind kind) {
        if (request.keySize() != Integer.BYTES || (request.flags() & ~ARRAY_FLAGS) != 0) {
            return invalid();
        }
        if (kind.perCpu() && has(request.flags(), MapFlags.MMAPABLE)) {
            return invalid();
        }
        return request.valueSize() < 0 || isTooLargePerCpu(request, kind) || request.maxEntries() < 0
                ? -Errno.E2BIG.number()
                : 0;
    }

    private static boolean isTooLargePerCpu(MapCreate request, MapKind kind) {
        return kind.perCpu()
                && MapShape.roundUp(Integer.toUnsignedLong(request.valueSize()), 8) > LARGEST_PER_CPU_VALUE;
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    }

    private static boolean has(int flags, int all) {
        return (flags & all) == all;
    }

    private static int invalid() {
        return -Errno.EINVAL.number();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

/** Flags of {@code include/uapi/linux/bpf.h} for creating and updating maps. */
final class MapFlags {
    static final int NO_PREALLOC = 1;
    static final int NO_COMMON_LRU = 1 << 1;
    static final int NUMA_NODE = 1 << 2;
    static final int RDONLY = 1 << 3;
    static final int WRONLY = 1 << 4;
    static final int ZERO_SEED = 1 << 6;
    static final int RDONLY_PROG = 1 << 7;
    static final int WRONLY_PROG = 1 << 8;
    static final int MMAPABLE = 1 << 10;
    static final int ACCESS = RDONLY | WRONLY | RDONLY_PROG | WRONLY_PROG;

    static final long NOEXIST = 1;
    static final long EXIST = 2;

    private MapFlags() {}
}

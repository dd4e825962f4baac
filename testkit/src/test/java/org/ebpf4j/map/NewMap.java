// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;

/** Maps that no object declares. */
final class NewMap {
    /** {@code BPF_F_NO_PREALLOC}. */
    static final int NO_PREALLOC = 1;

    private NewMap() {}

    /** One whose values are of 8 bytes. */
    static BpfMap create(Kernel kernel, MapType type, int flags, int keySize, int entries) {
        return create(kernel, type, flags, keySize, 8, entries);
    }

    static BpfMap create(Kernel kernel, MapType type, int flags, int keySize, int valueSize, int entries) {
        MapSpec spec = MapSpec.of("new", type, keySize, valueSize, entries).flags(flags);
        int fd = kernel.mapCreate(
                new MapCreate("new", type.number(), keySize, valueSize, entries, flags, 0, 0, 0, 0, 0, 0));
        assertTrue(fd > 0, "the kernel says " + fd);
        return new BpfMap(kernel, spec, null, fd);
    }
}

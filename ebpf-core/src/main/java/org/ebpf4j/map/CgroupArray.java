// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.file.Path;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;

/**
 * Version 2 cgroups by index, for programs to ask whether something is in one of them (since 4.8). What is in it can't be read back: the kernel does not
 * tell.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 */
public final class CgroupArray {
    private final BpfMap map;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map an array of cgroups
     * @throws IllegalArgumentException where it is of another type
     */
    public CgroupArray(BpfMap map) {
        this.map = ViewTypes.check(map, "CgroupArray", MapType.CGROUP_ARRAY);
        this.elements = map.elements();
    }

    /**
     * Puts a cgroup in.
     *
     * @param index where, 0 to the map's maximum - 1
     * @param cgroup its directory, such as {@code /sys/fs/cgroup/system.slice}
     * @throws org.ebpf4j.NotFoundException where there is no such directory, or it may not be reached
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void put(int index, Path cgroup) {
        try (Descriptor opened = Opened.directory(map, cgroup)) {
            MapCall call = elements.begin();
            try {
                call.key().bytes().putInt(0, index);
                call.value().bytes().putInt(0, opened.number());
                elements.update(call, BpfMap.ANY);
            } finally {
                elements.end(call);
            }
        }
    }

    /**
     * Takes a cgroup out.
     *
     * @param index where
     * @return false where there was none
     */
    public boolean remove(int index) {
        return elements.remove(Integer.BYTES, index);
    }
}

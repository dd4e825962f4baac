// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.file.Path;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Values that live with a version 2 cgroup, and end with it (since 6.2).
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class CgroupStorage<V> {
    private final Storage<V> storage;

    /**
     * Views a map so.
     *
     * @param map storage of cgroups
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public CgroupStorage(BpfMap map, Codec<V> values) {
        this.storage = new Storage<>(map, values, "CgroupStorage", MapType.CGRP_STORAGE);
    }

    /**
     * The map by bytes.
     *
     * @return what this is a view of
     */
    public BpfMap map() {
        return storage.map();
    }

    /**
     * The value of a cgroup.
     *
     * @param cgroup its directory, such as {@code /sys/fs/cgroup/system.slice}
     * @return its value, null where it has none
     * @throws org.ebpf4j.NotFoundException where there is no such directory, or it may not be reached
     */
    public @Nullable V get(Path cgroup) {
        try (Descriptor opened = Opened.directory(storage.map(), cgroup)) {
            return storage.get(opened.number());
        }
    }

    /**
     * Gives a cgroup a value, in the place of the one that it has.
     *
     * @param cgroup its directory, such as {@code /sys/fs/cgroup/system.slice}
     * @param value its value
     * @throws org.ebpf4j.NotFoundException where there is no such directory, or it may not be reached
     */
    public void put(Path cgroup, V value) {
        try (Descriptor opened = Opened.directory(storage.map(), cgroup)) {
            storage.update(opened.number(), value, BpfMap.ANY);
        }
    }

    /**
     * Gives a cgroup a value, unless it has one.
     *
     * @param cgroup its directory, such as {@code /sys/fs/cgroup/system.slice}
     * @param value its value
     * @return false where it has one; nothing was changed then
     * @throws org.ebpf4j.NotFoundException where there is no such directory, or it may not be reached
     */
    public boolean putIfAbsent(Path cgroup, V value) {
        try (Descriptor opened = Opened.directory(storage.map(), cgroup)) {
            return storage.update(opened.number(), value, BpfMap.NO_EXIST);
        }
    }

    /**
     * Takes the value of a cgroup away.
     *
     * @param cgroup its directory, such as {@code /sys/fs/cgroup/system.slice}
     * @return false where it had none
     * @throws org.ebpf4j.NotFoundException where there is no such directory, or it may not be reached
     */
    public boolean remove(Path cgroup) {
        try (Descriptor opened = Opened.directory(storage.map(), cgroup)) {
            return storage.remove(opened.number());
        }
    }
}

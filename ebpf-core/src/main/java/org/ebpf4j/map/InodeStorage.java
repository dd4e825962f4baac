// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.file.Path;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Values that live with a file, and end with it: with its inode, under whatever name (since 5.10; takes a kernel with the BPF LSM).
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class InodeStorage<V> {
    private final Storage<V> storage;

    /**
     * Views a map so.
     *
     * @param map storage of inodes
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public InodeStorage(BpfMap map, Codec<V> values) {
        this.storage = new Storage<>(map, values, "InodeStorage", MapType.INODE_STORAGE);
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
     * The value of a file.
     *
     * @param file any name of it; symbolic links are followed, and nothing is read
     * @return its value, null where it has none
     * @throws org.ebpf4j.NotFoundException where there is no such file, or it may not be reached
     */
    public @Nullable V get(Path file) {
        try (Descriptor opened = Opened.path(storage.map(), file)) {
            return storage.get(opened.number());
        }
    }

    /**
     * Gives a file a value, in the place of the one that it has.
     *
     * @param file any name of it; symbolic links are followed, and nothing is read
     * @param value its value
     * @throws org.ebpf4j.NotFoundException where there is no such file, or it may not be reached
     */
    public void put(Path file, V value) {
        try (Descriptor opened = Opened.path(storage.map(), file)) {
            storage.update(opened.number(), value, BpfMap.ANY);
        }
    }

    /**
     * Gives a file a value, unless it has one.
     *
     * @param file any name of it; symbolic links are followed, and nothing is read
     * @param value its value
     * @return false where it has one; nothing was changed then
     * @throws org.ebpf4j.NotFoundException where there is no such file, or it may not be reached
     */
    public boolean putIfAbsent(Path file, V value) {
        try (Descriptor opened = Opened.path(storage.map(), file)) {
            return storage.update(opened.number(), value, BpfMap.NO_EXIST);
        }
    }

    /**
     * Takes the value of a file away.
     *
     * @param file any name of it; symbolic links are followed, and nothing is read
     * @return false where it had none
     * @throws org.ebpf4j.NotFoundException where there is no such file, or it may not be reached
     */
    public boolean remove(Path file) {
        try (Descriptor opened = Opened.path(storage.map(), file)) {
            return storage.remove(opened.number());
        }
    }
}

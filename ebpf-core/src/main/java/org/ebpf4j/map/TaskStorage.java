// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Values that live with a thread, and end with it (since 5.11). Threads other than the first of their process can be named since 6.9.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class TaskStorage<V> {
    private final Storage<V> storage;

    /**
     * Views a map so.
     *
     * @param map storage of tasks
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public TaskStorage(BpfMap map, Codec<V> values) {
        this.storage = new Storage<>(map, values, "TaskStorage", MapType.TASK_STORAGE);
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
     * The value of a thread.
     *
     * @param thread its id as this process sees it; a process's id for its first thread
     * @return its value, null where it has none
     * @throws org.ebpf4j.NotFoundException where there is no such thread any more
     * @throws org.ebpf4j.UnsupportedException where it is not the first of its process, and the kernel can't name it
     */
    public @Nullable V get(int thread) {
        try (Descriptor opened = Opened.thread(storage.map(), thread)) {
            return storage.get(opened.number());
        }
    }

    /**
     * Gives a thread a value, in the place of the one that it has.
     *
     * @param thread its id as this process sees it; a process's id for its first thread
     * @param value its value
     * @throws org.ebpf4j.NotFoundException where there is no such thread any more
     * @throws org.ebpf4j.UnsupportedException where it is not the first of its process, and the kernel can't name it
     */
    public void put(int thread, V value) {
        try (Descriptor opened = Opened.thread(storage.map(), thread)) {
            storage.update(opened.number(), value, BpfMap.ANY);
        }
    }

    /**
     * Gives a thread a value, unless it has one.
     *
     * @param thread its id as this process sees it; a process's id for its first thread
     * @param value its value
     * @return false where it has one; nothing was changed then
     * @throws org.ebpf4j.NotFoundException where there is no such thread any more
     * @throws org.ebpf4j.UnsupportedException where it is not the first of its process, and the kernel can't name it
     */
    public boolean putIfAbsent(int thread, V value) {
        try (Descriptor opened = Opened.thread(storage.map(), thread)) {
            return storage.update(opened.number(), value, BpfMap.NO_EXIST);
        }
    }

    /**
     * Takes the value of a thread away.
     *
     * @param thread its id as this process sees it; a process's id for its first thread
     * @return false where it had none
     * @throws org.ebpf4j.NotFoundException where there is no such thread any more
     * @throws org.ebpf4j.UnsupportedException where it is not the first of its process, and the kernel can't name it
     */
    public boolean remove(int thread) {
        try (Descriptor opened = Opened.thread(storage.map(), thread)) {
            return storage.remove(opened.number());
        }
    }
}

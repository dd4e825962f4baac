// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Values that live with a socket, and end with it (since 5.2).
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class SocketStorage<V> {
    private final Storage<V> storage;

    /**
     * Views a map so.
     *
     * @param map storage of sockets
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public SocketStorage(BpfMap map, Codec<V> values) {
        this.storage = new Storage<>(map, values, "SocketStorage", MapType.SK_STORAGE);
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
     * The value of a socket.
     *
     * @param socket a file descriptor of it in this process, which stays the caller's; {@code EBADF} or {@code ENOTSOCK} where it is none
     * @return its value, null where it has none
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public @Nullable V get(int socket) {
        return storage.get(socket);
    }

    /**
     * Gives a socket a value, in the place of the one that it has.
     *
     * @param socket a file descriptor of it in this process, which stays the caller's; {@code EBADF} or {@code ENOTSOCK} where it is none
     * @param value its value
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void put(int socket, V value) {
        storage.update(socket, value, BpfMap.ANY);
    }

    /**
     * Gives a socket a value, unless it has one.
     *
     * @param socket a file descriptor of it in this process, which stays the caller's; {@code EBADF} or {@code ENOTSOCK} where it is none
     * @param value its value
     * @return false where it has one; nothing was changed then
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public boolean putIfAbsent(int socket, V value) {
        return storage.update(socket, value, BpfMap.NO_EXIST);
    }

    /**
     * Takes the value of a socket away.
     *
     * @param socket a file descriptor of it in this process, which stays the caller's; {@code EBADF} or {@code ENOTSOCK} where it is none
     * @return false where it had none
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public boolean remove(int socket) {
        return storage.remove(socket);
    }
}

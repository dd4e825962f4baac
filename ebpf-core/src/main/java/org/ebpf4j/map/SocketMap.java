// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.UnsupportedException;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;

/**
 * Sockets by index or key, for programs to redirect to: {@code sockmap} (since 4.14), {@code sockhash} and {@code xskmap} (since 4.18),
 * {@code reuseport_sockarray} (since 4.19). A socket leaves the map when it is closed.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <K> what a key is
 */
public final class SocketMap<K> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map a map of sockets
     * @param keys of the size of a key
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public SocketMap(BpfMap map, Codec<K> keys) {
        this.map = ViewTypes.check(
                map, "SocketMap", MapType.SOCKMAP, MapType.SOCKHASH, MapType.XSKMAP, MapType.REUSEPORT_SOCKARRAY);
        this.keys = Sizes.checked(map, "keys", map.keySize(), keys);
        this.elements = map.elements();
        Integers.size(map, "values", map.valueSize());
    }

    /**
     * The map by bytes.
     *
     * @return what this is a view of
     */
    public BpfMap map() {
        return map;
    }

    /**
     * Puts a socket in, in the place of the one that is there.
     *
     * @param key where
     * @param socket a file descriptor of it in this process, which stays the caller's
     * @throws org.ebpf4j.BusyException where the map is full
     * @throws UnsupportedException where maps of this type do not take such sockets, or not in the state that it is in
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void put(K key, int socket) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            Integers.put(call.value().bytes(), 0, map.valueSize(), socket);
            elements.update(call, BpfMap.ANY);
        } catch (UnsupportedException e) {
            throw new UnsupportedException(
                    "map " + map.name() + " (" + map.type() + ") does not take socket " + socket
                            + " as it is; bind, connect or let it listen before",
                    e.errno());
        } finally {
            elements.end(call);
        }
    }

    /**
     * Which socket is at a key (since 5.7).
     *
     * @param key where
     * @return its cookie, as {@code SO_COOKIE} gives it; 0 where there is none
     * @throws IllegalStateException also where values are of 4 bytes, for cookies take 8
     * @throws UnsupportedException where maps of this type do not tell
     */
    public long cookie(K key) {
        if (map.valueSize() != Long.BYTES) {
            throw new IllegalStateException("map " + map.name() + " has values of " + map.valueSize()
                    + " bytes, and cookies take 8; declare the value as __u64");
        }
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.lookup(call) ? call.value().bytes().getLong(0) : 0;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Takes a socket out.
     *
     * @param key where
     * @return false where there was none
     */
    public boolean remove(K key) {
        return elements.remove(keys, key);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * An array or hash table whose values are maps (since 4.12). The kernel takes maps by their descriptors, and tells them by their ids; a map in it
 * lives on when its own owner has closed it.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <K> what a key is
 */
public final class MapOfMaps<K> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map an array or hash table of maps
     * @param keys of the size of a key
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public MapOfMaps(BpfMap map, Codec<K> keys) {
        this.map = ViewTypes.check(map, "MapOfMaps", MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS);
        this.keys = Sizes.checked(map, "keys", map.keySize(), keys);
        this.elements = map.elements();
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
     * Puts a map in, in the place of the one that is there. Returns when no program uses that one any more.
     *
     * @param key where
     * @param inner of the type and sizes that the inner map was declared with; it stays its owner's to close
     * @throws org.ebpf4j.BusyException where the map is full
     * @throws org.ebpf4j.SystemCallException where the kernel refuses; {@code EINVAL} where the inner map is of another shape
     */
    public void put(K key, BpfMap inner) {
        int fd = inner.descriptor().begin();
        try {
            MapCall call = elements.begin();
            try {
                keys.write(key, call.key().bytes(), 0);
                call.value().bytes().putInt(0, fd);
                elements.update(call, BpfMap.ANY);
            } finally {
                elements.end(call);
            }
        } finally {
            inner.descriptor().end();
        }
    }

    /**
     * Which map is at a key (since 4.14).
     *
     * @param key where
     * @return its id, 0 where there is none
     */
    public int id(K key) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.lookup(call) ? call.value().bytes().getInt(0) : 0;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Opens the map at a key (takes CAP_SYS_ADMIN).
     *
     * @param key where
     * @return the map, with the shape that the kernel tells and without types, to be closed by the caller; null where there is none
     * @throws org.ebpf4j.PermissionException where it may not be opened
     * @throws org.ebpf4j.NotFoundException where it is gone meanwhile
     */
    public @Nullable BpfMap open(K key) {
        int id = id(key);
        return id == 0 ? null : BpfMap.openById(map.kernel(), id);
    }

    /**
     * Takes a map out.
     *
     * @param key where
     * @return false where there was none
     */
    public boolean remove(K key) {
        return elements.remove(keys, key);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.jspecify.annotations.Nullable;

/**
 * A hash, LRU hash or array map with its keys and values as Java objects.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}; an object that
 * does not fit its bytes is an {@link IllegalArgumentException}, before the kernel is asked.
 *
 * @param <K> what a key is
 * @param <V> what a value is
 */
public final class TypedMap<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map a hash, LRU hash or array map
     * @param keys of the size of a key
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public TypedMap(BpfMap map, Codec<K> keys, Codec<V> values) {
        ViewTypes.checkKeyed(map, "TypedMap");
        this.map = map;
        this.keys = Sizes.checked(map, "keys", map.keySize(), keys);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
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
     * The value of a key.
     *
     * @param key the key
     * @return its value, null where the key is not in the map
     */
    public @Nullable V get(K key) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.lookup(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Writes the value of a key, whether it is there or not.
     *
     * @param key the key
     * @param value its value
     * @throws org.ebpf4j.BusyException where the map is full
     */
    public void put(K key, V value) {
        update(key, value, BpfMap.ANY);
    }

    /**
     * Writes the value of a key that is not there yet.
     *
     * @param key the key
     * @param value its value
     * @return false where it is there; nothing was changed then
     * @throws org.ebpf4j.BusyException where the map is full
     */
    public boolean putIfAbsent(K key, V value) {
        return update(key, value, BpfMap.NO_EXIST);
    }

    /**
     * Writes the value of a key that is there.
     *
     * @param key the key
     * @param value its value
     * @return false where it is not there; nothing was changed then
     */
    public boolean replace(K key, V value) {
        return update(key, value, BpfMap.EXIST);
    }

    private boolean update(K key, V value, long flags) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            values.write(value, call.value().bytes(), 0);
            return elements.update(call, flags);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Removes a key.
     *
     * @param key the key
     * @return false where it was not there
     */
    public boolean remove(K key) {
        return elements.remove(keys, key);
    }

    /**
     * Removes a key and gives its value, at once (since 5.14 for hash maps).
     *
     * @param key the key
     * @return its value, null where the key is not in the map
     * @throws org.ebpf4j.UnsupportedException where the kernel can't do that with maps of this type
     */
    public @Nullable V take(K key) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.take(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Goes through the map as it is now, in no order: one batched read. To read a map again and again, keep a {@link MapSnapshot}.
     *
     * @param entries takes each entry once; may use the map
     */
    public void forEach(BiConsumer<? super K, ? super V> entries) {
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            entries.accept(
                    keys.read(snapshot.keys(), snapshot.keyAt(row)),
                    values.read(snapshot.values(), snapshot.valueAt(row)));
        }
    }

    /**
     * The entries of the map as it is now, in no order.
     *
     * @return a stream over a copy
     */
    public Stream<Map.Entry<K, V>> stream() {
        List<Map.Entry<K, V>> entries = new ArrayList<>();
        forEach((key, value) -> entries.add(Map.entry(key, value)));
        return entries.stream();
    }

    /**
     * How many entries there are: reads the whole map, for the kernel does not tell.
     *
     * @return entries
     */
    public int size() {
        return new MapSnapshot(map).read();
    }

    /**
     * Writes many entries (in batches since 5.6, one by one before).
     *
     * @param entries keys and values, written in the order of the map that holds them
     * @throws org.ebpf4j.BusyException where the map is full; entries before that one were written, and the message says how many
     */
    public void putAll(Map<? extends K, ? extends V> entries) {
        Batches batches = new Batches(map);
        entries.forEach((key, value) -> {
            int row = batches.next();
            keys.write(key, batches.keys(), batches.keyAt(row));
            values.write(value, batches.values(), batches.valueAt(row));
        });
        batches.update();
    }

    /**
     * Removes many keys (in batches since 5.6, one by one before). Keys that are not there are passed over.
     *
     * @param gone the keys
     */
    public void removeAll(Collection<? extends K> gone) {
        Batches batches = new Batches(map);
        for (K key : gone) {
            int row = batches.next(); // It may make room, and the keys lie elsewhere then.
            keys.write(key, batches.keys(), batches.keyAt(row));
        }
        batches.delete();
    }

    /**
     * Empties the map and gives what was in it (since 5.6 for hash maps): each entry is read and removed at once, so that nothing written
     * meanwhile is lost.
     *
     * @param entries takes each entry once; may use the map. Where it throws, what was removed in the same batch and not yet given is lost, and the
     *     rest stays in the map
     * @throws org.ebpf4j.UnsupportedException where the kernel can't do that with maps of this type
     */
    public void takeAll(BiConsumer<? super K, ? super V> entries) {
        Rows rows = new Rows(map);
        TakeWalk walk = new TakeWalk(map, rows.keyStride());
        while (!walk.ended()) {
            int taken = take(walk, rows);
            for (int row = 0; row < taken; row++) {
                entries.accept(
                        keys.read(rows.keyBytes(), rows.keyAt(row)), values.read(rows.valueBytes(), rows.valueAt(row)));
            }
        }
    }

    private int take(TakeWalk walk, Rows rows) {
        int fd = map.descriptor().begin();
        try {
            return walk.next(fd, rows, 0);
        } finally {
            map.descriptor().end();
        }
    }
}

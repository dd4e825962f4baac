// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.NoSuchElementException;
import org.ebpf4j.kernel.MapCall;

/**
 * A map whose keys and values are integers of 1, 2, 4 or 8 bytes, as {@code long}: no boxing, and nothing allocated. Integers shorter than 8 bytes
 * are read as unsigned, and written by their lower bytes.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. Each is one system call.
 */
public final class LongMap {
    private final BpfMap map;
    private final Elements elements;
    private final int keySize;
    private final int valueSize;

    /**
     * Views a map so.
     *
     * @param map a hash, LRU hash or array map
     * @throws IllegalArgumentException where it is of another type, or keys or values are no integers
     */
    public LongMap(BpfMap map) {
        ViewTypes.checkKeyed(map, "LongMap");
        this.map = map;
        this.keySize = Integers.size(map, "keys", map.keySize());
        this.valueSize = Integers.size(map, "values", map.valueSize());
        this.elements = map.elements();
    }

    /**
     * The value of a key.
     *
     * @param key the key
     * @return its value
     * @throws NoSuchElementException where the key is not in the map
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long get(long key) {
        MapCall call = elements.begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            if (!elements.lookup(call)) {
                throw new NoSuchElementException("map " + map.name() + " has no key " + Long.toUnsignedString(key));
            }
            return Integers.get(call.value().bytes(), 0, valueSize);
        } finally {
            elements.end(call);
        }
    }

    /**
     * The value of a key, or another.
     *
     * @param key the key
     * @param absent what to answer where the key is not in the map
     * @return its value
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long getOrDefault(long key, long absent) {
        MapCall call = elements.begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            return elements.lookup(call) ? Integers.get(call.value().bytes(), 0, valueSize) : absent;
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
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void put(long key, long value) {
        update(key, value, BpfMap.ANY);
    }

    /**
     * Writes the value of a key that is not there yet.
     *
     * @param key the key
     * @param value its value
     * @return false where it is there; nothing was changed then
     * @throws org.ebpf4j.BusyException where the map is full
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public boolean putIfAbsent(long key, long value) {
        return update(key, value, BpfMap.NO_EXIST);
    }

    /**
     * Writes the value of a key that is there.
     *
     * @param key the key
     * @param value its value
     * @return false where it is not there; nothing was changed then
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public boolean replace(long key, long value) {
        return update(key, value, BpfMap.EXIST);
    }

    private boolean update(long key, long value, long flags) {
        MapCall call = elements.begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            Integers.put(call.value().bytes(), 0, valueSize, value);
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
     * @throws org.ebpf4j.SystemCallException where the kernel refuses, as it does for arrays
     */
    public boolean remove(long key) {
        return elements.remove(keySize, key);
    }

    /**
     * Removes a key and gives its value, at once (since 5.14 for hash maps).
     *
     * @param key the key
     * @param absent what to answer where the key is not in the map
     * @return its value
     * @throws org.ebpf4j.UnsupportedException where the kernel can't do that with maps of this type
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long take(long key, long absent) {
        MapCall call = elements.begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            return elements.take(call) ? Integers.get(call.value().bytes(), 0, valueSize) : absent;
        } finally {
            elements.end(call);
        }
    }

    /** Takes an entry. */
    @FunctionalInterface
    public interface Entries {
        /**
         * Takes one.
         *
         * @param key the key
         * @param value its value
         */
        void accept(long key, long value);
    }

    /**
     * Goes through the map as it is now, in no order. To read a map again and again, keep a {@link MapSnapshot}.
     *
     * @param entries takes each entry once; may use the map
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void forEach(Entries entries) {
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            entries.accept(
                    Integers.get(snapshot.keys(), snapshot.keyAt(row), keySize),
                    Integers.get(snapshot.values(), snapshot.valueAt(row), valueSize));
        }
    }

    /**
     * How many entries there are: reads the whole map, for the kernel does not tell.
     *
     * @return entries
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public int size() {
        return map.size();
    }
}

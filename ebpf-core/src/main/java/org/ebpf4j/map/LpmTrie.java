// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A longest-prefix match trie (since 4.11): keys are the first bits of some bytes, and a lookup finds the longest of them that the bytes begin with. The
 * kernel's keys are {@code struct bpf_lpm_trie_key}: 4 bytes that say how many bits count, then the bytes, highest bit first, so that a
 * number among them must be in network byte order.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <K> what the bytes are: its codec is one of the whole key, whose first 4 bytes are left to the prefix length
 * @param <V> what a value is
 */
public final class LpmTrie<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final Elements elements;
    private final int bits;

    /**
     * Views a map so.
     *
     * @param map a trie
     * @param keys of the size of a key, prefix length included
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public LpmTrie(BpfMap map, Codec<K> keys, Codec<V> values) {
        this.map = ViewTypes.check(map, "LpmTrie", MapType.LPM_TRIE);
        this.keys = Sizes.checked(map, "keys", map.keySize(), keys);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
        this.elements = map.elements();
        this.bits = (map.keySize() - Integer.BYTES) * Byte.SIZE;
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
     * How long a prefix can be.
     *
     * @return bits
     */
    public int bits() {
        return bits;
    }

    /**
     * The value of the longest prefix that a key begins with.
     *
     * @param key the key
     * @return its value, null where the key begins with none
     */
    public @Nullable V match(K key) {
        return match(key, bits);
    }

    /**
     * The value of the longest prefix that a prefix begins with, itself included.
     *
     * @param key whose first bits are meant
     * @param prefixLength how many, 0 to {@link #bits}
     * @return its value, null where there is none
     */
    public @Nullable V match(K key, int prefixLength) {
        MapCall call = elements.begin();
        try {
            write(call, key, prefixLength);
            return elements.lookup(call) ? values.read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Writes the value of a prefix, whether it is there or not.
     *
     * @param key whose first bits are meant
     * @param prefixLength how many, 0 to {@link #bits}
     * @param value its value
     * @throws org.ebpf4j.BusyException where the trie is full
     */
    public void put(K key, int prefixLength, V value) {
        update(key, prefixLength, value, BpfMap.ANY);
    }

    /**
     * Writes the value of a prefix that is not there yet.
     *
     * @param key whose first bits are meant
     * @param prefixLength how many, 0 to {@link #bits}
     * @param value its value
     * @return false where it is there; nothing was changed then
     */
    public boolean putIfAbsent(K key, int prefixLength, V value) {
        return update(key, prefixLength, value, BpfMap.NO_EXIST);
    }

    private boolean update(K key, int prefixLength, V value, long flags) {
        MapCall call = elements.begin();
        try {
            write(call, key, prefixLength);
            values.write(value, call.value().bytes(), 0);
            return elements.update(call, flags);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Removes a prefix; longer and shorter ones stay.
     *
     * @param key whose first bits are meant
     * @param prefixLength how many, 0 to {@link #bits}
     * @return false where it was not there
     */
    public boolean remove(K key, int prefixLength) {
        MapCall call = elements.begin();
        try {
            write(call, key, prefixLength);
            return elements.delete(call);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Takes an entry.
     *
     * @param <K> what the bytes are
     * @param <V> what a value is
     */
    @FunctionalInterface
    public interface Entries<K, V> {
        /**
         * Takes one.
         *
         * @param key whose first bits are meant
         * @param prefixLength how many
         * @param value their value
         */
        void accept(K key, int prefixLength, V value);
    }

    /**
     * Goes through the trie as it is now (since 4.16).
     *
     * @param entries takes each prefix once; may use the map
     */
    public void forEach(Entries<? super K, ? super V> entries) {
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            int at = snapshot.keyAt(row);
            entries.accept(
                    keys.read(snapshot.keys(), at),
                    snapshot.keys().getInt(at),
                    values.read(snapshot.values(), snapshot.valueAt(row)));
        }
    }

    private void write(MapCall call, K key, int prefixLength) {
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "map " + map.name() + " has prefixes of 0 to " + bits + " bits, not " + prefixLength);
        }
        keys.write(key, call.key().bytes(), 0);
        call.key().bytes().putInt(0, prefixLength);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.map.Arena;
import org.ebpf4j.map.BloomFilter;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.BpfQueue;
import org.ebpf4j.map.CgroupArray;
import org.ebpf4j.map.CgroupStorage;
import org.ebpf4j.map.InodeStorage;
import org.ebpf4j.map.LongMap;
import org.ebpf4j.map.LpmTrie;
import org.ebpf4j.map.MapOfMaps;
import org.ebpf4j.map.PerCpuLongMap;
import org.ebpf4j.map.PerCpuMap;
import org.ebpf4j.map.SocketMap;
import org.ebpf4j.map.SocketStorage;
import org.ebpf4j.map.StackTraces;
import org.ebpf4j.map.TaskStorage;
import org.ebpf4j.map.TypedMap;

/** The maps of an object by what they are: a view for each type of map. */
abstract sealed class MapViews permits BpfObject {
    private final String object;

    MapViews(String object) {
        this.object = object;
    }

    /**
     * A map by name.
     *
     * @param map the C variable's name, or a data section's
     * @return the map, closed with the object
     * @throws NotFoundException where there is none of that name
     */
    public abstract BpfMap map(String map);

    /**
     * A hash, LRU hash or array map with its keys and values as Java objects, bound to the types that the object describes ({@link Codecs#bind}).
     *
     * @param <K> what a key is
     * @param <V> what a value is
     * @param map the C variable's name
     * @param key class of a key
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <K, V> TypedMap<K, V> map(String map, Class<K> key, Class<V> value) {
        BpfMap found = map(map);
        return new TypedMap<>(found, keys(found, key), values(found, value));
    }

    /**
     * A hash, LRU hash or array map with its keys and values as codecs read them, for objects without BTF. The other views have constructors for that.
     *
     * @param <K> what a key is
     * @param <V> what a value is
     * @param map the C variable's name
     * @param keys of the size of a key
     * @param values of the size of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public <K, V> TypedMap<K, V> map(String map, Codec<K> keys, Codec<V> values) {
        return new TypedMap<>(map(map), keys, values);
    }

    /**
     * A hash, LRU hash or array map of integers, without boxing.
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public LongMap longMap(String map) {
        return new LongMap(map(map));
    }

    /**
     * A per-CPU hash or array (since 4.6) with its keys and values as Java objects.
     *
     * @param <K> what a key is
     * @param <V> what a value is
     * @param map the C variable's name
     * @param key class of a key
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <K, V> PerCpuMap<K, V> perCpuMap(String map, Class<K> key, Class<V> value) {
        BpfMap found = map(map);
        return new PerCpuMap<>(found, keys(found, key), values(found, value));
    }

    /**
     * A per-CPU hash or array of integers (since 4.6), without boxing.
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public PerCpuLongMap perCpuLongMap(String map) {
        return new PerCpuLongMap(map(map));
    }

    /**
     * A longest-prefix match trie (since 4.11). A key's class is bound to the whole key; the prefix length in it is given apart.
     *
     * @param <K> what a key is
     * @param <V> what a value is
     * @param map the C variable's name
     * @param key class of a key
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <K, V> LpmTrie<K, V> lpmTrie(String map, Class<K> key, Class<V> value) {
        BpfMap found = map(map);
        return new LpmTrie<>(found, keys(found, key), values(found, value));
    }

    /**
     * A queue or stack (since 4.20).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> BpfQueue<V> queue(String map, Class<V> value) {
        BpfMap found = map(map);
        return new BpfQueue<>(found, values(found, value));
    }

    /**
     * A bloom filter (since 5.16).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> BloomFilter<V> bloomFilter(String map, Class<V> value) {
        BpfMap found = map(map);
        return new BloomFilter<>(found, values(found, value));
    }

    /**
     * An array or hash table of maps (since 4.12).
     *
     * @param <K> what a key is
     * @param map the C variable's name
     * @param key class of a key
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <K> MapOfMaps<K> mapOfMaps(String map, Class<K> key) {
        BpfMap found = map(map);
        return new MapOfMaps<>(found, keys(found, key));
    }

    /**
     * An array of programs, for tail calls (since 4.2).
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public ProgramArray programArray(String map) {
        return new ProgramArray(map(map));
    }

    /**
     * Call stacks by id (since 4.6).
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public StackTraces stackTraces(String map) {
        return new StackTraces(map(map));
    }

    /**
     * An array of cgroups (since 4.8).
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public CgroupArray cgroupArray(String map) {
        return new CgroupArray(map(map));
    }

    /**
     * Sockets by index or key (since 4.14).
     *
     * @param <K> what a key is
     * @param map the C variable's name
     * @param key class of a key
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <K> SocketMap<K> socketMap(String map, Class<K> key) {
        BpfMap found = map(map);
        return new SocketMap<>(found, keys(found, key));
    }

    /**
     * Values that live with threads (since 5.11).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> TaskStorage<V> taskStorage(String map, Class<V> value) {
        BpfMap found = map(map);
        return new TaskStorage<>(found, values(found, value));
    }

    /**
     * Values that live with files (since 5.10).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> InodeStorage<V> inodeStorage(String map, Class<V> value) {
        BpfMap found = map(map);
        return new InodeStorage<>(found, values(found, value));
    }

    /**
     * Values that live with cgroups (since 6.2).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> CgroupStorage<V> cgroupStorage(String map, Class<V> value) {
        BpfMap found = map(map);
        return new CgroupStorage<>(found, values(found, value));
    }

    /**
     * Values that live with sockets (since 5.2).
     *
     * @param <V> what a value is
     * @param map the C variable's name
     * @param value class of a value
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type, is not described, or a class does not fit; the message has both shapes
     */
    public <V> SocketStorage<V> socketStorage(String map, Class<V> value) {
        BpfMap found = map(map);
        return new SocketStorage<>(found, values(found, value));
    }

    /**
     * Memory that programs and this process have at the same addresses (since 6.9).
     *
     * @param map the C variable's name
     * @return a view of the map, which is closed with the object
     * @throws NotFoundException where there is no map of that name
     * @throws IllegalArgumentException where the map is of another type
     */
    public Arena arena(String map) {
        return new Arena(map(map));
    }

    private <K> Codec<K> keys(BpfMap map, Class<K> type) {
        return codec(map, "keys", type, map.keyTypeId(), map.keySize());
    }

    private <V> Codec<V> values(BpfMap map, Class<V> type) {
        return codec(map, "values", type, map.valueTypeId(), map.valueSize());
    }

    @SuppressWarnings("unchecked") // An integer's codec is of the class that was asked for.
    private <T> Codec<T> codec(BpfMap map, String what, Class<T> type, int typeId, int size) {
        String where = object + ": map " + map.name() + ": ";
        Btf btf = map.btf();
        if (btf == null || typeId == 0) {
            // Sizes alone are declared for maps whose contents the kernel gives meaning to.
            if (type == Integer.class && size == Integer.BYTES) {
                return (Codec<T>) Codecs.int32();
            }
            if (type == Long.class && size == Long.BYTES) {
                return (Codec<T>) Codecs.integer(Long.BYTES, true);
            }
            throw new IllegalArgumentException(where + "its " + what
                    + " are not described; compile with clang -g and declare them by __type, or give codecs");
        }
        try {
            return Codecs.bind(type, btf, typeId);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + e.getMessage(), e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A per-CPU hash or array (since 4.6), LRU per-CPU hash (since 4.10) or per-CPU cgroup storage (since 4.20) with its keys and values as Java objects:
 * each key has a value for every possible CPU.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}; an object that
 * does not fit its bytes is an {@link IllegalArgumentException}, before the kernel is asked.
 *
 * @param <K> what a key is
 * @param <V> what a value is
 */
public final class PerCpuMap<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final Elements elements;
    private final int[] cpus;
    private final int stride;

    /**
     * Views a map so.
     *
     * @param map a per-CPU map
     * @param keys of the size of a key
     * @param values of the size of one CPU's value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public PerCpuMap(BpfMap map, Codec<K> keys, Codec<V> values) {
        this.map = ViewTypes.check(
                map,
                "PerCpuMap",
                MapType.PERCPU_HASH,
                MapType.LRU_PERCPU_HASH,
                MapType.PERCPU_ARRAY,
                MapType.PERCPU_CGROUP_STORAGE);
        this.keys = Sizes.checked(map, "keys", map.keySize(), keys);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
        this.elements = map.elements();
        this.cpus = map.cpuIds();
        this.stride = map.valueStride();
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
     * The values of a key.
     *
     * @param key the key
     * @return one for each possible CPU, null where the key is not in the map
     */
    public @Nullable PerCpu<V> get(K key) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.lookup(call) ? read(call.value().bytes(), 0) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * The value of a key on one CPU.
     *
     * @param key the key
     * @param cpu the CPU's id
     * @return its value, null where the key is not in the map
     * @throws IndexOutOfBoundsException where no such CPU is possible
     */
    public @Nullable V get(K key, int cpu) {
        int at = PerCpu.slot(cpus, cpu) * stride;
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return elements.lookup(call) ? values.read(call.value().bytes(), at) : null;
        } finally {
            elements.end(call);
        }
    }

    /**
     * Writes the value of a key on all CPUs.
     *
     * @param key the key
     * @param value what it is to be on each
     * @throws org.ebpf4j.BusyException where the map is full
     */
    public void put(K key, V value) {
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            for (int slot = 0; slot < cpus.length; slot++) {
                values.write(value, call.value().bytes(), slot * stride);
            }
            elements.update(call, BpfMap.ANY);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Writes the value of a key on one CPU. The kernel writes all CPUs at once, so this reads what the others have and writes it back: what
     * programs or threads write to the key meanwhile is lost. A key that is not there begins as zeros on the others.
     *
     * @param key the key
     * @param cpu the CPU's id
     * @param value its value there
     * @throws IndexOutOfBoundsException where no such CPU is possible
     * @throws org.ebpf4j.BusyException where the map is full
     */
    public void put(K key, int cpu, V value) {
        int at = PerCpu.slot(cpus, cpu) * stride;
        MapCall call = elements.begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            ByteBuffer all = call.value().bytes();
            if (!elements.lookup(call)) {
                for (int i = 0; i < cpus.length * stride; i++) {
                    all.put(i, (byte) 0);
                }
            }
            values.write(value, all, at);
            elements.update(call, BpfMap.ANY);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Removes a key with all its values.
     *
     * @param key the key
     * @return false where it was not there
     */
    public boolean remove(K key) {
        return elements.remove(keys, key);
    }

    /**
     * Goes through the map as it is now, in no order. To read a map again and again, keep a {@link MapSnapshot}.
     *
     * @param entries takes each key once; may use the map
     */
    public void forEach(BiConsumer<? super K, ? super PerCpu<V>> entries) {
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            entries.accept(
                    keys.read(snapshot.keys(), snapshot.keyAt(row)), read(snapshot.values(), snapshot.valueAt(row)));
        }
    }

    /**
     * How many keys there are: reads the whole map, for the kernel does not tell.
     *
     * @return keys
     */
    public int size() {
        return map.size();
    }

    private PerCpu<V> read(ByteBuffer from, int at) {
        List<V> read = new ArrayList<>(cpus.length);
        for (int slot = 0; slot < cpus.length; slot++) {
            read.add(values.read(from, at + slot * stride));
        }
        return new PerCpu<>(cpus, Collections.unmodifiableList(read));
    }
}

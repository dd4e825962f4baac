// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;

/**
 * A per-CPU map whose keys and values are integers of 1, 2, 4 or 8 bytes, as {@code long} (since 4.6): no boxing, and nothing allocated. Integers
 * shorter than 8 bytes are read as unsigned, and written by their lower bytes.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. Each is one system call.
 */
public final class PerCpuLongMap {
    private final BpfMap map;
    private final Elements elements;
    private final int[] cpus;
    private final int keySize;
    private final int valueSize;
    private final int stride;

    /**
     * Views a map so.
     *
     * @param map a per-CPU hash, LRU hash or array
     * @throws IllegalArgumentException where it is of another type, or keys or values are no integers
     */
    public PerCpuLongMap(BpfMap map) {
        this.map = ViewTypes.check(
                map, "PerCpuLongMap", MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH, MapType.PERCPU_ARRAY);
        this.keySize = Integers.size(map, "keys", map.keySize());
        this.valueSize = Integers.size(map, "values", map.valueSize());
        this.elements = map.elements();
        this.cpus = map.cpuIds();
        this.stride = map.valueStride();
    }

    /**
     * The sum of a key's values over all CPUs.
     *
     * @param key the key
     * @return the sum; it wraps at 2<sup>64</sup>
     * @throws NoSuchElementException where the key is not in the map
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long sum(long key) {
        MapCall call = elements.begin();
        try {
            if (!lookup(call, key)) {
                throw missing(key);
            }
            return sum(call.value().bytes(), 0);
        } finally {
            elements.end(call);
        }
    }

    /**
     * The sum of a key's values over all CPUs, or another number.
     *
     * @param key the key
     * @param absent what to answer where the key is not in the map
     * @return the sum; it wraps at 2<sup>64</sup>
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long sumOrDefault(long key, long absent) {
        MapCall call = elements.begin();
        try {
            return lookup(call, key) ? sum(call.value().bytes(), 0) : absent;
        } finally {
            elements.end(call);
        }
    }

    /**
     * The value of a key on one CPU.
     *
     * @param key the key
     * @param cpu the CPU's id
     * @return its value there
     * @throws NoSuchElementException where the key is not in the map
     * @throws IndexOutOfBoundsException where no such CPU is possible
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public long get(long key, int cpu) {
        int slot = PerCpu.slot(cpus, cpu);
        MapCall call = elements.begin();
        try {
            if (!lookup(call, key)) {
                throw missing(key);
            }
            return Integers.get(call.value().bytes(), slot * stride, valueSize);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Writes the value of a key on all CPUs: 0 starts a counter anew.
     *
     * @param key the key
     * @param value what it is to be on each
     * @throws org.ebpf4j.BusyException where the map is full
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void put(long key, long value) {
        MapCall call = elements.begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            for (int slot = 0; slot < cpus.length; slot++) {
                Integers.put(call.value().bytes(), slot * stride, valueSize, value);
            }
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
     * @throws org.ebpf4j.SystemCallException where the kernel refuses, as it does for arrays
     */
    public boolean remove(long key) {
        return elements.remove(keySize, key);
    }

    /**
     * Goes through the sums of all keys as they are now, in no order. To read a map again and again, keep a {@link MapSnapshot}.
     *
     * @param sums takes each key once, and the sum of its values; may use the map
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public void forEach(LongMap.Entries sums) {
        MapSnapshot snapshot = new MapSnapshot(map);
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            sums.accept(
                    Integers.get(snapshot.keys(), snapshot.keyAt(row), keySize),
                    sum(snapshot.values(), snapshot.valueAt(row)));
        }
    }

    private boolean lookup(MapCall call, long key) {
        Integers.put(call.key().bytes(), 0, keySize, key);
        return elements.lookup(call);
    }

    private long sum(ByteBuffer from, int at) {
        long sum = 0;
        for (int slot = 0; slot < cpus.length; slot++) {
            sum += Integers.get(from, at + slot * stride, valueSize);
        }
        return sum;
    }

    private NoSuchElementException missing(long key) {
        return new NoSuchElementException("map " + map.name() + " has no key " + Long.toUnsignedString(key));
    }
}

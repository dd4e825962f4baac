// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCreate;

/**
 * A map of a {@link SimulatedKernel} as its BPF programs see it: a test writes here what the program in the kernel would have counted. Numbers
 * are answered as BPF helpers do, 0 or a negated errno. Bytes are in native order; {@link CStruct} lays them out.
 *
 * <p>Thread-safe. It may be used after the map left the kernel, to look at what it held last.
 */
public final class SimulatedMap {
    private final Object lock;
    private final MapObject map;
    private final int[] possibleCpus;

    SimulatedMap(Object lock, MapObject map, int[] possibleCpus) {
        this.lock = lock;
        this.map = map;
        this.possibleCpus = possibleCpus;
    }

    /**
     * What the map was created as.
     *
     * @return the request, with name, type, sizes and flags
     */
    public MapCreate request() {
        return map.request();
    }

    /**
     * Puts a value from the first possible CPU, as {@code bpf_map_update_elem(map, key, value, BPF_ANY)} does.
     *
     * @param key exactly the map's key size
     * @param value exactly the map's value size
     * @return 0, or a negated errno: {@code E2BIG} where a hash map is full, or the index is outside an array
     */
    public int put(byte[] key, byte[] value) {
        return putOnCpu(possibleCpus[0], key, value);
    }

    /**
     * Puts a value from one CPU. In a per-CPU map, a new key has zeros on the others; in a plain map the CPU makes no difference.
     *
     * @param cpu a possible CPU's id
     * @param key exactly the map's key size
     * @param value exactly the map's value size
     * @return as {@link #put}
     */
    public int putOnCpu(int cpu, byte[] key, byte[] value) {
        synchronized (lock) {
            MapShape shape = map.store().shape;
            require(value, shape.valueSize(), "value");
            int at = copyOf(cpu) * shape.stride();
            ByteBuffer old = map.store().value(require(key, shape.keySize(), "key"));
            ByteBuffer all = ByteBuffer.allocate(shape.size());
            if (old != null) {
                all.put(0, old, 0, shape.size());
            }
            all.put(at, value);
            return map.store().update(key, all, 0);
        }
    }

    /**
     * Adds to a 64-bit counter in a value from the first possible CPU; a key that a hash map does not hold starts as zeros.
     *
     * @param key exactly the map's key size
     * @param offset where the counter is in the value, in bytes
     * @param delta what to add
     * @return as {@link #put}
     */
    public int add(byte[] key, int offset, long delta) {
        return addOnCpu(possibleCpus[0], key, offset, delta);
    }

    /**
     * Adds to a 64-bit counter that is the whole value, or its first field.
     *
     * @param key exactly the map's key size
     * @param delta what to add
     * @return as {@link #put}
     */
    public int add(byte[] key, long delta) {
        return add(key, 0, delta);
    }

    /**
     * Adds to a 64-bit counter in one CPU's copy of a value.
     *
     * @param cpu a possible CPU's id
     * @param key exactly the map's key size
     * @param offset where the counter is in the value, in bytes
     * @param delta what to add
     * @return as {@link #put}
     */
    public int addOnCpu(int cpu, byte[] key, int offset, long delta) {
        synchronized (lock) {
            MapShape shape = map.store().shape;
            if (offset < 0 || offset > shape.valueSize() - Long.BYTES) {
                throw new IllegalArgumentException("Map " + map.request().name() + " has values of " + shape.valueSize()
                        + " bytes; there is no 64-bit counter at offset " + offset + ".");
            }
            ByteBuffer value = map.store().value(require(key, shape.keySize(), "key"));
            if (value == null) {
                int refused = map.store().update(key, ByteBuffer.allocate(shape.size()), 0);
                value = map.store().value(key);
                if (refused != 0 || value == null) {
                    return refused != 0 ? refused : -Errno.ENOENT.number();
                }
            }
            int at = copyOf(cpu) * shape.stride() + offset;
            value.order(ByteOrder.nativeOrder()).putLong(at, value.getLong(at) + delta);
            return 0;
        }
    }

    /**
     * Removes a key, as {@code bpf_map_delete_elem} does.
     *
     * @param key exactly the map's key size
     * @return 0, or a negated errno: {@code ENOENT} where it is not there, {@code EINVAL} for arrays
     */
    public int remove(byte[] key) {
        synchronized (lock) {
            return map.store().delete(require(key, map.store().shape.keySize(), "key"));
        }
    }

    /**
     * Reads a value on the first possible CPU.
     *
     * @param key exactly the map's key size
     * @return a copy, empty where the key is not there
     */
    public Optional<byte[]> get(byte[] key) {
        return getOnCpu(possibleCpus[0], key);
    }

    /**
     * Reads one CPU's copy of a value.
     *
     * @param cpu a possible CPU's id
     * @param key exactly the map's key size
     * @return a copy, empty where the key is not there
     */
    public Optional<byte[]> getOnCpu(int cpu, byte[] key) {
        synchronized (lock) {
            MapShape shape = map.store().shape;
            ByteBuffer value = map.store().value(require(key, shape.keySize(), "key"));
            if (value == null) {
                return Optional.empty();
            }
            byte[] copy = new byte[shape.valueSize()];
            value.get(copyOf(cpu) * shape.stride(), copy);
            return Optional.of(copy);
        }
    }

    /**
     * The keys that it holds, in the order in which the kernel would walk them.
     *
     * @return copies
     */
    public List<byte[]> keys() {
        synchronized (lock) {
            return map.store().keys();
        }
    }

    /**
     * How many entries it holds; an array always holds all.
     *
     * @return 0 to the map's maximum
     */
    public int size() {
        synchronized (lock) {
            return map.store().size();
        }
    }

    /**
     * Whether user space may no longer write it.
     *
     * @return true after {@code mapFreeze}
     */
    public boolean isFrozen() {
        synchronized (lock) {
            return map.frozen();
        }
    }

    MapStore store() {
        return map.store();
    }

    private int copyOf(int cpu) {
        for (int at = 0; at < possibleCpus.length; at++) {
            if (possibleCpus[at] == cpu) {
                return map.store().shape.copies() == 1 ? 0 : at;
            }
        }
        throw new IllegalArgumentException("CPU " + cpu + " is not possible on this kernel.");
    }

    private byte[] require(byte[] bytes, int size, String what) {
        if (bytes.length != size) {
            throw new IllegalArgumentException("Map " + map.request().name() + " has a " + what + " of " + size
                    + " bytes, not of " + bytes.length + ".");
        }
        return bytes;
    }
}

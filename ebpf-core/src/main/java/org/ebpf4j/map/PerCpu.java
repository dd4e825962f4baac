// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The values of one key of a per-CPU map, one for each possible CPU whether it is online or not. CPUs are named by their ids, which may have holes.
 * Immutable where its values are.
 *
 * @param <V> what a value is
 */
public final class PerCpu<V> {
    private final int[] cpus;
    private final List<V> values;

    PerCpu(int[] cpus, List<V> values) {
        this.cpus = cpus;
        this.values = values;
    }

    /**
     * The CPUs.
     *
     * @return their ids, rising
     */
    public int[] cpus() {
        return cpus.clone();
    }

    /**
     * The value of one CPU.
     *
     * @param cpu its id
     * @return the value
     * @throws IndexOutOfBoundsException where no such CPU is possible
     */
    public V on(int cpu) {
        return values.get(slot(cpus, cpu));
    }

    /**
     * All values.
     *
     * @return in the order of {@link #cpus}, unmodifiable
     */
    public List<V> values() {
        return values;
    }

    /**
     * A number of each value, summed.
     *
     * @param number such as a component of a record
     * @return the sum; it wraps at 2<sup>64</sup>
     */
    public long sum(ToLongFunction<? super V> number) {
        long sum = 0;
        for (V value : values) {
            sum += number.applyAsLong(value);
        }
        return sum;
    }

    @Override
    public String toString() {
        return "CPUs " + Arrays.toString(cpus) + ": " + values;
    }

    /** Which copy is of a CPU: the kernel copies them in the order of the ids, without a gap where an id is not possible. */
    static int slot(int[] cpus, int cpu) {
        int slot = Arrays.binarySearch(cpus, cpu);
        if (slot < 0) {
            throw new IndexOutOfBoundsException("CPU " + cpu + " is not possible here, only " + Arrays.toString(cpus));
        }
        return slot;
    }
}

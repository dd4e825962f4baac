// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.ebpf4j.map.LongMap;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Single elements of a hash map of u32 keys and u64 values, one system call each: {@link LongMap} and libbpf. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class ElementBenchmark extends PairedBenchmark {
    /** Elements of one block. */
    static final int ELEMENTS = 2_000;

    private static final int STEP = 50;

    /** Whether values are written, or read. */
    @Param("false")
    public boolean update;

    private EntriesMap entries;
    private LongMap map;

    /** Makes an instance, as JMH does. */
    public ElementBenchmark() {}

    @Override
    Turns open() throws IOException {
        entries = EntriesMap.open("hash", ELEMENTS);
        map = new LongMap(entries.map());
        Twin twin = TwinLibrary.load();
        int fd = entries.map().descriptor().number();
        long expected = entries.fill(ELEMENTS);
        LongSupplier ours = update ? this::updateAll : this::lookupAll;
        LongSupplier theirs = update ? () -> twin.twin_update(fd, ELEMENTS) : () -> twin.twin_lookup(fd, ELEMENTS);
        return new Turns(ours, theirs, update ? ELEMENTS : expected);
    }

    /** In steps, which the JIT compiler finds out to be hot much sooner than one long loop. */
    private long lookupAll() {
        long sum = 0;
        for (int from = 0; from < ELEMENTS; from += STEP) {
            sum += lookup(from, from + STEP);
        }
        return sum;
    }

    private long lookup(int from, int end) {
        long sum = 0;
        for (int key = from; key < end; key++) {
            sum += map.get(key);
        }
        return sum;
    }

    private long updateAll() {
        for (int from = 0; from < ELEMENTS; from += STEP) {
            update(from, from + STEP);
        }
        return ELEMENTS;
    }

    private void update(int from, int end) {
        for (int key = from; key < end; key++) {
            map.put(key, key);
        }
    }

    @Override
    void close() {
        entries.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import org.ebpf4j.map.MapSnapshot;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An array that can be mapped, read as a whole and summed up, without a system call on either side; the twin sums up where the numbers are. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class MappedArrayBenchmark extends PairedBenchmark {
    /** Entries of one block. */
    static final int ENTRIES = 100_000;

    private EntriesMap entries;
    private MapSnapshot snapshot;
    private Twin twin;
    private long memory;

    /** Makes an instance, as JMH does. */
    public MappedArrayBenchmark() {}

    @Override
    Turns open() throws IOException {
        entries = EntriesMap.open("mapped_array", ENTRIES);
        long expected = entries.fill(ENTRIES);
        snapshot = new MapSnapshot(entries.map());
        twin = TwinLibrary.load();
        memory = twin.twin_map(entries.map().descriptor().number(), ENTRIES);
        if (memory == 0) {
            throw new IllegalStateException("the C twin can't map the array");
        }
        return new Turns(this::readAndSum, () -> twin.twin_sum_mapped(memory, ENTRIES), expected);
    }

    private long readAndSum() {
        int rows = snapshot.read();
        long sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += snapshot.sum(row, 0);
        }
        return sum;
    }

    @Override
    void close() {
        twin.twin_unmap(memory, ENTRIES);
        entries.close();
    }
}

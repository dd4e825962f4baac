// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A map of u32 keys and u64 values, read as a whole into flat memory: {@link MapSnapshot#read} and the twin, the same map. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class ReadMapBenchmark extends PairedBenchmark {
    /** As many entries per call as both sides ask for at most. */
    private static final int BATCH = 65_536;
    /** How often the twin tries its two ways to find the better one. */
    private static final int TRIALS = 41;

    /** Which map of {@code entries.bpf.c}. */
    @Param("hash")
    public String map;

    /** How many entries the map has. */
    @Param("10000")
    public int entries;

    /** How many entries the map has room for. */
    @Param("10000")
    public int capacity;

    /** A {@link MapReference}. */
    @Param("BATCHES")
    public String reference;

    private EntriesMap entriesOfMap;
    private MapSnapshot snapshot;
    private Twin twin;
    private long handle;

    /** Makes an instance, as JMH does. */
    public ReadMapBenchmark() {}

    /**
     * Creates and fills the map, and sees to it that both sides read the same from it.
     */
    @Override
    Turns open() throws IOException {
        entriesOfMap = EntriesMap.open(this.map, capacity);
        BpfMap map = entriesOfMap.map();
        long filled = entriesOfMap.fill(entries);
        snapshot = new MapSnapshot(map);
        twin = TwinLibrary.load();
        // The object stays open, and with it the descriptor, until close().
        int fd = map.descriptor().number();
        handle = twin.twin_open(fd, map.keySize(), map.valueStride() * map.cpus(), map.maxEntries(), BATCH);
        if (handle == 0) {
            throw new IllegalStateException("no memory for the C twin");
        }
        LongSupplier batches = () -> twin.twin_read_batches(handle);
        LongSupplier keys = () -> twin.twin_read_keys(handle);
        LongSupplier readByTwin = switch (MapReference.valueOf(reference)) {
            case BATCHES -> batches;
            case KEYS -> keys;
            case BETTER -> better(batches, keys);
        };
        compare(filled, readByTwin);
        return new Turns(snapshot::read, readByTwin, entries);
    }

    private static LongSupplier better(LongSupplier one, LongSupplier other) {
        Turns turns = new Turns(one, other, one.getAsLong());
        for (int turn = 0; turn < TRIALS; turn++) {
            turns.take();
        }
        return Row.quantile(turns.drain(), Block::ratio, 0.5) < 1 ? one : other;
    }

    private void compare(long filled, LongSupplier readByTwin) {
        long seen = 0;
        int rows = snapshot.read();
        for (int row = 0; row < rows; row++) {
            seen += snapshot.sum(row, 0);
        }
        long rowsByTwin = readByTwin.getAsLong();
        long seenByTwin = twin.twin_sum(handle);
        if (rows != entries || rowsByTwin != entries || seen != filled || seenByTwin != filled) {
            throw new IllegalStateException("the map has " + entries + " entries that add up to " + filled
                    + ", but we read " + rows + " and " + seen + ", and C read " + rowsByTwin + " and " + seenByTwin);
        }
    }

    @Override
    void close() {
        twin.twin_close(handle);
        entriesOfMap.close();
    }
}

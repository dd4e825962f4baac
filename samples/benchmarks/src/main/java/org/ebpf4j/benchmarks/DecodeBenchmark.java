// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.util.Objects;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Keys and values of a picture of a map as objects, where the twin adds up the values in its own: what typing costs on top of reading. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class DecodeBenchmark extends PairedBenchmark {
    /** Entries of one block. */
    static final int ENTRIES = 10_000;

    private EntriesMap entries;
    private Twin twin;
    private long handle;
    private MapSnapshot snapshot;
    private Codec<Entry> keys;
    private Codec<Long> values;

    /**
     * A key.
     *
     * @param id its number
     */
    public record Entry(int id) {}

    /** Makes an instance, as JMH does. */
    public DecodeBenchmark() {}

    @Override
    Turns open() throws IOException {
        entries = EntriesMap.open("hash", ENTRIES);
        BpfMap map = entries.map();
        long expected = entries.fill(ENTRIES);
        Btf btf = Objects.requireNonNull(map.btf());
        keys = Codecs.bind(Entry.class, btf, map.keyTypeId());
        values = Codecs.bind(Long.class, btf, map.valueTypeId());
        snapshot = new MapSnapshot(map);
        snapshot.read();
        twin = TwinLibrary.load();
        handle = twin.twin_open(map.descriptor().number(), map.keySize(), map.valueSize(), ENTRIES, ENTRIES);
        twin.twin_read_batches(handle);
        return new Turns(this::decode, () -> twin.twin_sum(handle), expected);
    }

    private long decode() {
        long sum = 0;
        for (int row = 0; row < snapshot.size(); row++) {
            Entry key = keys.read(snapshot.keys(), snapshot.keyAt(row));
            sum += key.id() < 0 ? 0 : values.read(snapshot.values(), snapshot.valueAt(row));
        }
        return sum;
    }

    @Override
    void close() {
        twin.twin_close(handle);
        entries.close();
    }
}

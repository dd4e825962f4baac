// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import org.ebpf4j.map.RingBuffer;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A ring buffer drained that the kernel has filled: {@link RingBuffer#drain} and {@code ring_buffer__consume}, which add up a field of each record. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class RingBufferBenchmark extends PairedBenchmark {
    /** Records of one block. */
    static final int RECORDS = 8_000;

    private static final int RING = 16 << 20;

    /** Bytes of a record. */
    @Param("64")
    public String size;

    private RecordSource source;
    private RingBuffer ring;
    private Twin twin;
    private long reference;
    private long sum;

    /** Makes an instance, as JMH does. */
    public RingBufferBenchmark() {}

    @Override
    Turns open() throws IOException {
        source = RecordSource.open(RING);
        ring = new RingBuffer(source.ring(), (records, at, length) -> sum += records.getLong(at));
        twin = TwinLibrary.load();
        reference = twin.twin_ring_open(source.ring().descriptor().number());
        source.fill(size, RECORDS);
        ring.drain();
        source.fill(size, RECORDS);
        twin.twin_ring_consume(reference);
        long theirs = twin.twin_ring_sum(reference);
        if (theirs - sum != (long) RECORDS * RECORDS) {
            throw new IllegalStateException("the sides saw " + sum + " and " + theirs);
        }
        Runnable fill = () -> source.fill(size, RECORDS);
        return new Turns(fill, ring::drain, fill, () -> twin.twin_ring_consume(reference), RECORDS);
    }

    @Override
    void close() {
        twin.twin_ring_close(reference);
        ring.close();
        source.close();
    }
}

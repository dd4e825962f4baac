// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BpfProgram;
import org.ebpf4j.TestRun;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.PerfBuffer;
import org.ebpf4j.spec.ObjectSpec;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Perf buffers drained that the kernel has filled with samples of 64 bytes: {@link PerfBuffer#drain} and {@code perf_buffer__consume}, which add up
 * a field of each sample.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class PerfBufferBenchmark extends PairedBenchmark {
    /** Samples of one block. */
    static final int SAMPLES = 8_000;

    /** What a program sends in one run. */
    private static final int PER_RUN = 1_000;

    /** Room for a block, wherever the program runs. */
    private static final int PAGES = 256;

    private static final String OBJECT = "samples.bpf.o";

    private BpfObject object;
    private PerfBuffer buffer;
    private Twin twin;
    private long reference;
    private long sum;

    /** Makes an instance, as JMH does. */
    public PerfBufferBenchmark() {}

    @Override
    Turns open() throws IOException {
        try (InputStream in = Objects.requireNonNull(PerfBufferBenchmark.class.getResourceAsStream(OBJECT), OBJECT)) {
            object = BpfObject.load(ObjectSpec.read(OBJECT, in.readAllBytes()), LinuxKernel.open());
        }
        buffer = object.perfBuffer("ours", PAGES, (cpu, sample) -> sum += sample.getLong());
        twin = TwinLibrary.load();
        reference = twin.twin_perf_open(object.map("theirs").descriptor().number(), PAGES);
        fill("fill_ours");
        buffer.drain();
        fill("fill_theirs");
        twin.twin_perf_consume(reference);
        long theirs = twin.twin_perf_sum(reference);
        if (theirs - sum != (long) SAMPLES * SAMPLES) {
            throw new IllegalStateException("the sides saw " + sum + " and " + theirs);
        }
        return new Turns(
                () -> fill("fill_ours"),
                buffer::drain,
                () -> fill("fill_theirs"),
                () -> twin.twin_perf_consume(reference),
                SAMPLES);
    }

    private void fill(String program) {
        BpfProgram filler = object.program(program);
        for (int sent = 0; sent < SAMPLES; sent += PER_RUN) {
            ByteBuffer count = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
            filler.run(new TestRun().context(count.putLong(0, PER_RUN)));
        }
    }

    @Override
    void close() {
        twin.twin_perf_close(reference);
        buffer.close();
        object.close();
    }
}

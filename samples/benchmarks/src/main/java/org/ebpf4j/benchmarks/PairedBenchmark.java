// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Ours and its C twin as one JMH benchmark: JMH forks, warms up and keeps the time, a turn of both sides makes one invocation, and the blocks of
 * measured iterations go to the file that {@link #BLOCKS} names.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public abstract class PairedBenchmark {
    /** System property: the file that takes the blocks. */
    static final String BLOCKS = "ebpf4j.benchmarks.blocks";
    /** System property: the C twin's library. */
    static final String TWIN = "ebpf4j.benchmarks.twin";

    private Turns turns;

    /** Makes an instance, as JMH does. */
    protected PairedBenchmark() {}

    /**
     * Prepares both sides and checks that they do the same.
     *
     * @return how they take turns
     * @throws IOException where a file can't be read
     */
    abstract Turns open() throws IOException;

    /**
     * Lets go of what {@link #open} took.
     *
     * @throws IOException where a file can't be deleted
     */
    abstract void close() throws IOException;

    /**
     * Prepares the sides.
     *
     * @throws IOException where a file can't be read
     */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        turns = open();
    }

    /**
     * One block of each side.
     *
     * @return nanoseconds of both
     */
    @Benchmark
    public long pair() {
        return turns.take();
    }

    /**
     * Hands over the blocks of a measured iteration and forgets those of a warm-up.
     *
     * @param iteration what has ended
     * @throws IOException where the file can't be written
     */
    @TearDown(Level.Iteration)
    public void handOver(IterationParams iteration) throws IOException {
        List<Block> blocks = turns.drain();
        if (iteration.getType() == IterationType.MEASUREMENT) {
            Block.append(Path.of(Objects.requireNonNull(System.getProperty(BLOCKS), BLOCKS)), blocks);
        }
    }

    /**
     * Ends.
     *
     * @throws IOException where a file can't be deleted
     */
    @TearDown(Level.Trial)
    public void finish() throws IOException {
        close();
    }
}

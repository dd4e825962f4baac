// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times two sides that do the same work, in turns, so that both meet the same machine in the same moment. Not thread-safe.
 */
final class Turns {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Runnable prepareOurs;
    private final Runnable prepareReference;
    private final LongSupplier ours;
    private final LongSupplier reference;
    private final long expected;
    private final List<Block> blocks = new ArrayList<>();
    private boolean oursFirst;

    /**
     * Prepares.
     *
     * @param ours does the work once and answers how many units it did
     * @param reference does the same in C, or by the library that is compared
     * @param expected what both must answer
     */
    Turns(LongSupplier ours, LongSupplier reference, long expected) {
        this(() -> {}, ours, () -> {}, reference, expected);
    }

    /**
     * Prepares.
     *
     * @param prepareOurs is done before our side's work, and not timed
     * @param ours does the work once and answers how many units it did
     * @param prepareReference is done before the other side's work, and not timed
     * @param reference does the same in C, or by the library that is compared
     * @param expected what both must answer
     */
    Turns(Runnable prepareOurs, LongSupplier ours, Runnable prepareReference, LongSupplier reference, long expected) {
        this.prepareOurs = prepareOurs;
        this.prepareReference = prepareReference;
        this.ours = ours;
        this.reference = reference;
        this.expected = expected;
    }

    /**
     * Lets each side work once; the order changes from turn to turn, since the second finds warm caches.
     *
     * @return nanoseconds of both
     */
    long take() {
        oursFirst = !oursFirst;
        Side first = oursFirst ? timeOurs() : timeReference();
        Side second = oursFirst ? timeReference() : timeOurs();
        Side our = oursFirst ? first : second;
        Side other = oursFirst ? second : first;
        blocks.add(new Block(our.nanos, other.nanos, our.bytes, other.bytes));
        return our.nanos + other.nanos;
    }

    /** What one block of a side took. */
    private record Side(long nanos, long bytes) {}

    private Side timeOurs() {
        prepareOurs.run();
        return time(ours);
    }

    private Side timeReference() {
        prepareReference.run();
        return time(reference);
    }

    private Side time(LongSupplier side) {
        long before = threads.getCurrentThreadAllocatedBytes();
        long took = timeOnly(side);
        return new Side(took, threads.getCurrentThreadAllocatedBytes() - before);
    }

    private long timeOnly(LongSupplier side) {
        long start = System.nanoTime();
        long units = side.getAsLong();
        long took = System.nanoTime() - start;
        if (units != expected) {
            throw new IllegalStateException("a block answered " + units + " instead of " + expected);
        }
        return took;
    }

    /** What was measured since this was last called. */
    List<Block> drain() {
        List<Block> all = List.copyOf(blocks);
        blocks.clear();
        return all;
    }
}

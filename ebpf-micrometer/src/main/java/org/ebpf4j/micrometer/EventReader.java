// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.map.EventStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream and its meters, which when it is refreshed show all that was sent before. Refreshed by one thread at a time; all other methods may be
 * called by any.
 */
final class EventReader implements Reader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private static final long WAY_NANOS = 50_000;

    private final String map;
    private final EventStream stream;
    private final EventTable table;
    private final @Nullable LongSupplier losses;
    private final Tally tally;
    private final AtomicBoolean corrupt = new AtomicBoolean();
    private final ReadFailures failures;
    /** A refresh takes records, or waits for its turn to. */
    private volatile boolean refreshing;

    private volatile long received;
    private volatile long lost;

    /**
     * Reads a stream.
     *
     * @param map its name
     * @param stream hands its records over to the table; closed with this
     * @param table has the meters
     * @param losses how many records were lost, null where nobody counts
     * @param tally of its program
     */
    EventReader(String map, EventStream stream, EventTable table, @Nullable LongSupplier losses, Tally tally) {
        this.map = map;
        this.stream = stream;
        this.table = table;
        this.losses = losses;
        this.tally = tally;
        this.failures = new ReadFailures(
                "Records of map " + map + " can't be read, its meters stay at their last values", tally);
    }

    String map() {
        return map;
    }

    EventStream stream() {
        return stream;
    }

    List<Family> families() {
        return table.families();
    }

    /** How many records came, as of the last refresh. */
    double received() {
        return Unsigned.toDouble(received);
    }

    /** Whether anybody counts what is lost. */
    boolean countsLost() {
        return losses != null;
    }

    /** How many records were lost, as of the last refresh; 0 where nobody counts. */
    double lost() {
        return Unsigned.toDouble(lost);
    }

    /** Takes the records that there are and shows them. What fails is counted, and said once per run of failures. */
    @Override
    public void refresh() {
        try {
            drainBeforeOthers();
            received = table.publish();
            if (losses != null) {
                lost = losses.getAsLong();
            }
            failures.end();
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private void drainBeforeOthers() {
        refreshing = true;
        try {
            drain();
        } finally {
            refreshing = false;
        }
    }

    /** Waits for a refresh that waits for its turn. A thread that takes records as fast as they come would else be ahead of it again and again. */
    void giveWay() {
        while (refreshing && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(WAY_NANOS);
        }
    }

    /**
     * Takes the records that there are. A stream that is corrupt, which it would be for ever, is said once, counted, and closed; the others go on.
     *
     * @throws IllegalStateException where the stream was closed
     */
    void drain() {
        if (corrupt.get()) {
            return;
        }
        try {
            stream.drain();
        } catch (MalformedObjectException e) {
            if (corrupt.compareAndSet(false, true)) {
                tally.collectErrors.incrementAndGet();
                LOG.warn(
                        "No more records of map {} are taken, its meters stay at their last values: {}",
                        map,
                        e.getMessage());
                stream.close();
            }
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}

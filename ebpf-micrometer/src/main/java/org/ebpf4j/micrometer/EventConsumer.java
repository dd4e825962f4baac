// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ebpf4j.BpfObject;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.Streams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of a source's streams as they come, so that buffers do not run full between scrapes: on one thread, from {@link #start} to
 * {@link #close}. Started and closed by one thread at a time.
 */
final class EventConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final Duration LONG = Duration.ofHours(1);
    private static final long PATIENCE_MILLIS = 2000;

    private final String program;
    private final List<EventReader> readers;
    private final Streams streams;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread runner;
    private @Nullable Thread own;

    private EventConsumer(String program, Kernel kernel, List<EventReader> readers) {
        this.program = program;
        this.readers = List.copyOf(readers);
        this.streams = new Streams(kernel);
        try {
            readers.forEach(reader -> streams.add(reader.stream()));
        } catch (RuntimeException | Error e) {
            streams.close();
            throw e;
        }
    }

    /**
     * Opens streams.
     *
     * @param program whose they are, in what is logged
     * @param object has their maps
     * @param kernel has the object
     * @param sources the streams
     * @param maxSeries of each meter
     * @param tally of the program
     * @throws RuntimeException where one can't be opened; all others are closed then
     */
    static EventConsumer open(
            String program, BpfObject object, Kernel kernel, List<EventSource> sources, int maxSeries, Tally tally) {
        List<EventReader> readers = new ArrayList<>();
        try {
            for (EventSource source : sources) {
                readers.add(source.open(object, maxSeries, tally));
            }
            return new EventConsumer(program, kernel, readers);
        } catch (RuntimeException | Error e) {
            readers.forEach(EventReader::close);
            throw e;
        }
    }

    List<EventReader> readers() {
        return readers;
    }

    /**
     * Begins to take records, until {@link #close}.
     *
     * @param executor runs one task, null for a daemon thread of our own
     */
    void start(@Nullable Executor executor) {
        if (executor != null) {
            executor.execute(this::run);
            return;
        }
        Thread made = new Thread(this::run, "ebpf4j-events-" + program);
        made.setDaemon(true);
        own = made;
        made.start();
    }

    private void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        runner = Thread.currentThread();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                turn();
            }
        } catch (IllegalStateException e) {
            // Closed.
        } catch (Throwable e) {
            LOG.warn(
                    "Records of eBPF program {} are only taken when its meters are read from now on: {}",
                    program,
                    e.toString());
        } finally {
            ended.countDown();
        }
    }

    private void turn() {
        try {
            streams.poll(LONG);
        } catch (MalformedObjectException e) {
            readers.forEach(EventReader::drain); // Finds out which, and closes that.
        }
        readers.forEach(EventReader::giveWay);
    }

    /** Ends the thread, and waits for it unless it is that which calls or it is busy for long; then closes the streams. */
    @Override
    public void close() {
        streams.close();
        // A task that has not begun by now will not.
        boolean runs = !begun.compareAndSet(false, true) && Thread.currentThread() != runner;
        try {
            if (own != null && own != Thread.currentThread()) {
                own.join(PATIENCE_MILLIS);
            } else if (runs) {
                ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers.forEach(EventReader::close);
    }
}

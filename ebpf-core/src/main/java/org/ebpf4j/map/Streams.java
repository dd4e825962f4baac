// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several ring buffers and perf buffers that are waited for at once, on one epoll. Streams stay their owners' to close; one that is closed leaves.
 *
 * <p>All methods may be called from several threads; polls take turns. {@link #close} may be called at any time by any thread, handlers included:
 * the record that is being handled is the last. Every later use is an {@link IllegalStateException}.
 */
public final class Streams implements AutoCloseable {
    /** How long to wait for a program that is about to finish the record that is next. */
    private static final long UNFINISHED_NANOS = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String what;
    private final Waiter waiter;
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable StreamThread thread;

    /**
     * Makes an epoll without streams.
     *
     * @param kernel where the streams are
     * @throws org.ebpf4j.SystemCallException where the kernel refuses
     */
    public Streams(Kernel kernel) {
        this(kernel, "poller of streams");
    }

    private Streams(Kernel kernel, String what) {
        this.what = what;
        this.waiter = new Waiter(kernel, what);
    }

    static Streams of(Kernel kernel, String what, EventStream only) {
        Streams streams = new Streams(kernel, what);
        try {
            return streams.add(only);
        } catch (RuntimeException e) {
            // Another thread may have closed the stream by now.
            streams.close();
            throw e;
        }
    }

    /**
     * Adds a stream.
     *
     * @param stream not closed, and not added before
     * @return this
     * @throws org.ebpf4j.SystemCallException where the kernel refuses, or the stream was added before
     */
    public Streams add(EventStream stream) {
        waiter.descriptor().begin();
        try {
            stream.gate().begin();
            try {
                waiter.add(stream.what(), stream.descriptors());
                streams.add(stream);
            } finally {
                stream.gate().end();
            }
        } finally {
            waiter.descriptor().end();
        }
        return this;
    }

    /**
     * Waits until there are records, and hands over those that there are.
     *
     * @param timeout how long to wait at most; zero not at all
     * @return how many records were handed over; 0 where the time was up, or the thread was interrupted, whose interrupt status stays set
     * @throws IllegalStateException where this is closed, before or while waiting, or is polled by a handler
     * @throws org.ebpf4j.MalformedObjectException where what is in a buffer can't be records; those of the others were handed over before
     */
    public int poll(Duration timeout) {
        long deadline = System.nanoTime() + nanos(timeout);
        waiter.descriptor().begin();
        try {
            if (turn.isHeldByCurrentThread()) {
                throw new IllegalStateException(what + " can't be polled by a handler");
            }
            if (!takeTurn(deadline)) {
                return 0;
            }
            try {
                return waitAndDrain(deadline);
            } finally {
                turn.unlock();
            }
        } finally {
            waiter.descriptor().end();
        }
    }

    /** False where the time is up before another thread's poll has ended, or the thread is interrupted. */
    private boolean takeTurn(long deadline) {
        try {
            return turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Hands over the records that there are, of each stream at most as many as its buffer holds, without waiting and without a system call.
     *
     * @return how many records were handed over
     * @throws IllegalStateException where this is closed, or is drained by a handler
     * @throws org.ebpf4j.MalformedObjectException where what is in a buffer can't be records; those of the others were handed over before
     */
    public int drain() {
        waiter.descriptor().begin();
        try {
            return drainAll();
        } finally {
            waiter.descriptor().end();
        }
    }

    /**
     * Lets a thread of its own hand over records until {@link #close}: a daemon. What handlers throw is logged the first time, and counted
     * ({@link #failures}). A stream whose buffer turns out to be corrupt is logged and counted, and leaves; the others go on.
     *
     * @param threadName what the thread is called
     * @throws IllegalStateException where this is closed, or has such a thread already
     */
    public synchronized void start(String threadName) {
        StreamThread started = prepared();
        started.startAs(threadName);
        thread = started;
    }

    /**
     * As {@link #start(String)}, on a thread of the caller's, which it occupies until {@link #close} or an interrupt.
     *
     * @param executor runs one task
     * @throws IllegalStateException where this is closed, or has such a thread already
     */
    public void start(Executor executor) {
        StreamThread started;
        synchronized (this) {
            started = prepared();
            thread = started;
        }
        try {
            // The thread that it runs on may be this one.
            executor.execute(started);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                thread = null;
            }
            throw e;
        }
    }

    private StreamThread prepared() {
        waiter.descriptor().number();
        if (thread != null) {
            throw new IllegalStateException(what + " has a thread already");
        }
        return new StreamThread(this, what);
    }

    /**
     * How often handlers threw, or a stream was found corrupt, on the thread of its own.
     *
     * @return since this was made
     */
    public synchronized long failures() {
        return thread == null ? 0 : thread.failures();
    }

    /**
     * Ends waits and the thread of its own, and leaves the streams open. Where it is not a handler that calls, it returns once that thread has ended.
     * Calling it again does nothing.
     */
    @Override
    public void close() {
        close(turn.isHeldByCurrentThread() || streams.stream().anyMatch(EventStream::isHandling));
    }

    /** A handler is not to wait for the thread of its own, which may be waiting for that handler's end. */
    void close(boolean byHandler) {
        waiter.close();
        StreamThread started;
        synchronized (this) {
            started = thread;
        }
        if (started != null && !byHandler) {
            started.awaitEnd();
        }
    }

    /** A year where it is more. */
    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout can't be negative: " + timeout);
        }
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    boolean closed() {
        return waiter.descriptor().closed();
    }

    private int waitAndDrain(long deadline) {
        boolean ready = false;
        while (true) {
            int handed = drainAll();
            long left = deadline - System.nanoTime();
            if (handed > 0 || Thread.currentThread().isInterrupted()) {
                return handed;
            }
            if (closed()) {
                throw new IllegalStateException(what + " is closed");
            }
            if (left <= 0) {
                return 0;
            }
            if (ready) {
                LockSupport.parkNanos(Math.min(left, UNFINISHED_NANOS));
            }
            ready = waiter.await((int) Math.min(Integer.MAX_VALUE, (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
        }
    }

    /** Lets go of streams that are corrupt, which would fail for ever, and says so; false where there are none. */
    boolean leaveCorrupt() {
        boolean left = false;
        for (EventStream stream : streams) {
            MalformedObjectException corruption = stream.corruption();
            if (corruption != null && leave(stream)) {
                LOG.warn("{}: no more records are handed over", stream.what(), corruption);
                left = true;
            }
        }
        return left;
    }

    private boolean leave(EventStream stream) {
        if (!waiter.descriptor().tryBegin()) {
            return false;
        }
        try {
            if (!stream.gate().tryBegin()) {
                return false;
            }
            try {
                for (int fd : stream.descriptors()) {
                    waiter.remove(fd);
                }
            } finally {
                stream.gate().end();
            }
            return streams.remove(stream);
        } finally {
            waiter.descriptor().end();
        }
    }

    /** Whatever one stream's handler throws, or however corrupt it is, the others have their turn before it is thrown. */
    private int drainAll() {
        int handed = 0;
        Throwable thrown = null;
        for (int i = 0; i < streams.size() && !closed(); i++) {
            EventStream stream = streams.get(i);
            if (stream.gate().tryBegin()) {
                try {
                    handed += stream.consumeAlone();
                } catch (Throwable e) {
                    if (thrown == null) {
                        thrown = e;
                    } else if (thrown != e) {
                        thrown.addSuppressed(e);
                    }
                } finally {
                    stream.gate().end();
                }
            } else {
                streams.remove(stream);
                stream.forget(waiter);
            }
        }
        if (thrown != null) {
            Streams.<RuntimeException>rethrow(thrown);
        }
        return handed;
    }

    /** As it is: handlers in other languages may throw what Java checks. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

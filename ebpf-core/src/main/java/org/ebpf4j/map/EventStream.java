// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.kernel.Gate;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Records that BPF programs send to this process through memory that both see. They are handed to the handler that the stream was made with, by the
 * thread that calls {@link #poll} or {@link #drain}, or by one of the stream's own ({@link #start(String)}). To wait for several streams at once,
 * use {@link Streams}.
 *
 * <p>Back-pressure: there is none. A program never waits; where the buffer is full its record is lost, and the programs go on. A handler that is slower
 * than the programs loses records, which {@code lost()} counts. Make the buffer larger, the handler shorter, or send less.
 *
 * <p>All methods may be called from several threads; records are handed over by one at a time. {@link #close} may be called at any time by any
 * thread, the handler included: the record that is being handled is the last. Every later use is an {@link IllegalStateException}.
 */
public abstract sealed class EventStream implements AutoCloseable permits RingBuffer, PerfBuffer {
    private final Kernel kernel;
    private final String what;
    private final Gate gate;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicLong delivered = new AtomicLong();
    /** As the gate knows it, but here, where it is asked for each record. */
    private volatile boolean closing;
    /** What is wrong with the buffer, and stays so. */
    private volatile @Nullable MalformedObjectException corruption;

    private @Nullable Streams own;

    EventStream(Kernel kernel, String what) {
        this.kernel = kernel;
        this.what = what;
        this.gate = new Gate(what, this::release);
    }

    /**
     * Waits until there are records, and hands over those that there are.
     *
     * @param timeout how long to wait at most; zero not at all
     * @return how many records were handed over; 0 where the time was up, or the thread was interrupted, whose interrupt status stays set
     * @throws IllegalStateException where the stream is closed, before or while waiting, or is polled by its own handler
     * @throws org.ebpf4j.MalformedObjectException where what is in the buffer can't be records
     */
    public int poll(Duration timeout) {
        return streams().poll(timeout);
    }

    /**
     * Hands over the records that there are, at most as many as the buffer holds, without waiting and without a system call.
     *
     * @return how many records were handed over
     * @throws IllegalStateException where the stream is closed, or is drained by its own handler
     * @throws org.ebpf4j.MalformedObjectException where what is in the buffer can't be records
     */
    public int drain() {
        gate.begin();
        try {
            return consumeAlone();
        } finally {
            gate.end();
        }
    }

    /**
     * Lets a thread of the stream's own hand over records until {@link #close}: a daemon. What the handler throws is logged the first time, and counted
     * ({@link #failures}). Where what is in the buffer can't be records, that is logged and counted, too, and none are handed over any more.
     *
     * @param threadName what the thread is called
     * @throws IllegalStateException where the stream is closed, or has such a thread already
     */
    public void start(String threadName) {
        streams().start(threadName);
    }

    /**
     * As {@link #start(String)}, on a thread of the caller's, which it occupies until {@link #close} or an interrupt.
     *
     * @param executor runs one task
     * @throws IllegalStateException where the stream is closed, or has such a thread already
     */
    public void start(Executor executor) {
        streams().start(executor);
    }

    /**
     * How many records were handed over.
     *
     * @return since the stream was made
     */
    public long delivered() {
        return delivered.get();
    }

    /**
     * How often the handler threw on the thread of the stream's own, and once more where the buffer is corrupt.
     *
     * @return since the stream was made
     */
    public synchronized long failures() {
        return own == null ? 0 : own.failures();
    }

    /**
     * Ends the thread of the stream's own and unmaps the buffer. Records that are still in it are left there. Where it is not the handler that calls,
     * it returns once that thread has ended. Calling it again does nothing.
     */
    @Override
    public void close() {
        Streams mine;
        closing = true;
        gate.close();
        synchronized (this) {
            mine = own;
        }
        if (mine != null) {
            mine.close(isHandling());
        }
    }

    private synchronized Streams streams() {
        gate.begin();
        try {
            if (own == null) {
                own = Streams.of(kernel, what, this);
            }
            return own;
        } finally {
            gate.end();
        }
    }

    /** The descriptors to wait for; valid between {@code begin} and {@code end} of the gate. */
    abstract int[] descriptors();

    /** Leaves a set that waits for it, after it was closed. */
    abstract void forget(Waiter waiter);

    /** Hands over what there is, and counts it. */
    abstract int consume();

    /** Called once, when nobody uses the memory any more. */
    abstract void release();

    final Gate gate() {
        return gate;
    }

    /** Whether it is a handler of this stream that asks. */
    final boolean isHandling() {
        return turn.isHeldByCurrentThread();
    }

    final boolean closing() {
        return closing;
    }

    final String what() {
        return what;
    }

    final void delivered(int records) {
        delivered.addAndGet(records);
    }

    /** Remembers that what is in the buffer can't be records, and gives the exception to be thrown. */
    final MalformedObjectException corrupt(String which, String why) {
        MalformedObjectException found = new MalformedObjectException(what + which + " is corrupt: " + why
                + "; whoever else may write to it has done so, load the object again");
        corruption = found;
        return found;
    }

    final @Nullable MalformedObjectException corruption() {
        return corruption;
    }

    /** Between {@code begin} and {@code end} of the gate. */
    final int consumeAlone() {
        if (isHandling()) {
            throw new IllegalStateException(what + " can't be polled by its own handler");
        }
        turn.lock();
        try {
            return consume();
        } finally {
            turn.unlock();
        }
    }
}

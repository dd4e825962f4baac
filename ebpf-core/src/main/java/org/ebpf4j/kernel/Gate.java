// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before something that may be closed while other threads use it: it is let go of once the last call under way has ended. All methods may
 * be called from several threads; none waits.
 */
public final class Gate implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    private final String what;
    private final Runnable afterwards;
    /** How many calls are under way, and the sign bit once {@link #close} was called. */
    private final AtomicInteger state = new AtomicInteger();

    /**
     * Opens a gate.
     *
     * @param what names the thing in the exception of a use after close, such as {@code ring buffer events}
     * @param afterwards lets go of the thing; runs once, when no call is under way any more and none can begin
     */
    public Gate(String what, Runnable afterwards) {
        this.what = what;
        this.afterwards = afterwards;
    }

    /**
     * Begins a call; {@link #end} must follow.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public void begin() {
        if (!tryBegin()) {
            throw refused();
        }
    }

    /**
     * Begins a call, unless the gate is closed; {@link #end} must follow where it did.
     *
     * @return false after {@link #close}
     */
    public boolean tryBegin() {
        if (state.incrementAndGet() < 0) {
            end();
            return false;
        }
        return true;
    }

    /**
     * Whether no other call is under way, asked between {@link #begin} and {@link #end}. Every other call that begins before that {@link #end} is
     * answered false, so that what is shared by calls is for this one alone.
     *
     * @return true where this call is the only one
     */
    public boolean alone() {
        return (state.get() & ~CLOSED) == 1;
    }

    /** Ends a call. */
    public void end() {
        if (state.decrementAndGet() == CLOSED) {
            // The last one out closes; taking the count to a value that cannot come again keeps it to one.
            if (state.compareAndSet(CLOSED, CLOSED + (1 << 30))) {
                afterwards.run();
            }
        }
    }

    /**
     * Whether {@link #close} was called.
     *
     * @return true from then on
     */
    public boolean closed() {
        return state.get() < 0;
    }

    /** What a use after close is. */
    IllegalStateException refused() {
        return new IllegalStateException(what + " is closed");
    }

    /** Refuses calls from now on, and lets go as soon as none is under way. Calling it again does nothing. */
    @Override
    public void close() {
        for (int now = state.get(); now >= 0; now = state.get()) {
            // Counted as a call itself, so that end() is the one place that lets go.
            if (state.compareAndSet(now, (now + 1) | CLOSED)) {
                end();
                return;
            }
        }
    }
}

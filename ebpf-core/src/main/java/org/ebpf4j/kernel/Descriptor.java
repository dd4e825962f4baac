// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that may be closed while other threads are calling the kernel with it: it is closed once the last call under way has
 * ended, so that no call ever meets another file under the same number. All methods may be called from several threads.
 */
public final class Descriptor implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    private final Kernel kernel;
    private final String what;
    private final int fd;
    private final Runnable afterwards;
    /** How many calls are under way, and the sign bit once {@link #close} was called. */
    private final AtomicInteger state = new AtomicInteger();

    /**
     * Takes over a descriptor.
     *
     * @param kernel where it is open
     * @param what names the thing in the exception of a use after close, such as {@code map latency}
     * @param fd the number
     */
    public Descriptor(Kernel kernel, String what, int fd) {
        this(kernel, what, fd, () -> {});
    }

    /**
     * Takes over a descriptor with something that lives as long.
     *
     * @param kernel where it is open
     * @param what names the thing in the exception of a use after close, such as {@code map latency}
     * @param fd the number
     * @param afterwards runs once, when no call is under way any more and none can begin
     */
    public Descriptor(Kernel kernel, String what, int fd, Runnable afterwards) {
        this.kernel = kernel;
        this.what = what;
        this.fd = fd;
        this.afterwards = afterwards;
    }

    /**
     * Begins a call; {@link #end} must follow.
     *
     * @return the number, valid until {@link #end}
     * @throws IllegalStateException after {@link #close}
     */
    public int begin() {
        if (state.incrementAndGet() < 0) {
            end();
            throw new IllegalStateException(what + " is closed");
        }
        return fd;
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

    /**
     * The number, for a caller that sees to it that nobody closes it meanwhile.
     *
     * @return the number
     * @throws IllegalStateException after {@link #close}
     */
    public int number() {
        if (closed()) {
            throw new IllegalStateException(what + " is closed");
        }
        return fd;
    }

    /** Ends a call. */
    public void end() {
        if (state.decrementAndGet() == CLOSED) {
            // The last one out closes; taking the count to a value that cannot come again keeps it to one.
            if (state.compareAndSet(CLOSED, CLOSED + (1 << 30))) {
                kernel.close(fd);
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

    /** Refuses calls from now on, and closes the number as soon as none is under way. Calling it again does nothing. */
    @Override
    public void close() {
        for (int now = state.get(); now >= 0; now = state.get()) {
            // Counted as a call itself, so that end() is the one place that closes.
            if (state.compareAndSet(now, (now + 1) | CLOSED)) {
                end();
                return;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * A file descriptor that may be closed while other threads are calling the kernel with it: it is closed once the last call under way has
 * ended, so that no call ever meets another file under the same number. All methods may be called from several threads.
 */
public final class Descriptor implements AutoCloseable {
    private final int fd;
    private final Gate gate;

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
        this.fd = fd;
        this.gate = new Gate(what, () -> {
            kernel.close(fd);
            afterwards.run();
        });
    }

    /**
     * Begins a call; {@link #end} must follow.
     *
     * @return the number, valid until {@link #end}
     * @throws IllegalStateException after {@link #close}
     */
    public int begin() {
        gate.begin();
        return fd;
    }

    /**
     * Begins a call, unless the descriptor is closed; {@link #end} must follow where it did.
     *
     * @return false after {@link #close}
     */
    public boolean tryBegin() {
        return gate.tryBegin();
    }

    /**
     * Begins the one call that may use what calls share, such as a buffer, without a lock; {@link #endAlone} must follow where it did.
     *
     * @return false while there is another such call, and after {@link #close}: {@link #begin} is the way then
     */
    public boolean tryBeginAlone() {
        return gate.tryBeginAlone();
    }

    /** Ends the call that {@link #tryBeginAlone} began. */
    public void endAlone() {
        gate.endAlone();
    }

    /**
     * The number, for a caller that sees to it that nobody closes it meanwhile.
     *
     * @return the number
     * @throws IllegalStateException after {@link #close}
     */
    public int number() {
        if (gate.closed()) {
            throw gate.refused();
        }
        return fd;
    }

    /** Ends a call. */
    public void end() {
        gate.end();
    }

    /**
     * Whether {@link #close} was called.
     *
     * @return true from then on
     */
    public boolean closed() {
        return gate.closed();
    }

    /** Refuses calls from now on, and closes the number as soon as none is under way. Calling it again does nothing. */
    @Override
    public void close() {
        gate.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;

/**
 * Waits in the kernel for descriptors, until {@link #wake} or an interrupt of the thread. One thread waits at a time; the other methods may be called
 * meanwhile by any.
 */
final class Waiter implements AutoCloseable {
    private final Kernel kernel;
    private final String what;
    private final int epollFd;
    private final int eventFd;
    private final Descriptor descriptor;
    private final Memory scratch;
    private Interruption interruption = new Interruption();

    Waiter(Kernel kernel, String what) {
        this.kernel = kernel;
        this.what = what;
        this.scratch = kernel.allocate(Kernel.POLL_SIZE);
        this.epollFd = checked(kernel.epollCreate());
        int event = kernel.eventCreate();
        int added = event < 0 ? event : kernel.epollAdd(epollFd, event, false);
        if (added < 0) {
            kernel.close(epollFd);
            if (event >= 0) {
                kernel.close(event);
            }
            checked(added);
        }
        this.eventFd = event;
        this.descriptor = new Descriptor(kernel, what, epollFd, () -> kernel.close(eventFd));
    }

    private int checked(int result) {
        if (result < 0) {
            throw refused(what, result);
        }
        return result;
    }

    private static SystemCallException refused(String what, int result) {
        String hint = "";
        if (result == -Errno.ENOSPC.number()) {
            hint = "; raise fs.epoll.max_user_watches";
        } else if (result == -Errno.EEXIST.number()) {
            hint = "; it was added before, once is enough";
        }
        return new SystemCallException(what + " can't be waited for: " + Errno.describe(result) + hint, -result);
    }

    /** To be held while any other method runs. */
    Descriptor descriptor() {
        return descriptor;
    }

    void addProducer(int fd) {
        checked(kernel.epollAdd(epollFd, fd, true));
    }

    /** All descriptors of a stream, to be read, or none where one can't be. */
    void add(String stream, int... fds) {
        for (int i = 0; i < fds.length; i++) {
            int result = kernel.epollAdd(epollFd, fds[i], false);
            if (result < 0) {
                for (int added = 0; added < i; added++) {
                    remove(fds[added]);
                }
                throw refused(stream, result);
            }
        }
    }

    /** Does nothing where the descriptor was closed before. */
    void remove(int fd) {
        kernel.epollRemove(epollFd, fd);
    }

    /** True where a descriptor is ready; false where the time is up, or the thread was interrupted or woken. */
    boolean await(int millis) {
        int result = interruption.await(millis);
        if (!interruption.isOpen() && !descriptor.closed()) {
            kernel.read(eventFd, scratch, Long.BYTES);
            interruption = new Interruption();
            return false;
        }
        return result != -Errno.EINTR.number() && checked(result) > 0;
    }

    /** Lets the thread that waits go, now and for ever. */
    private void wake() {
        kernel.eventSignal(eventFd);
    }

    @Override
    public void close() {
        if (descriptor.closed()) {
            return;
        }
        try {
            descriptor.begin();
        } catch (IllegalStateException e) {
            // Another thread closed it just now.
            return;
        }
        try {
            descriptor.close();
            wake();
        } finally {
            descriptor.end();
        }
    }

    /** The JDK's way to be told of an interrupt: it closes the channel that a thread is blocked on. */
    private final class Interruption extends AbstractInterruptibleChannel {
        int await(int millis) {
            begin();
            try {
                return kernel.epollWait(epollFd, scratch, millis);
            } finally {
                ended();
            }
        }

        private void ended() {
            try {
                end(true);
            } catch (ClosedByInterruptException e) {
                // The interrupt status stays set, which is what tells the caller.
                return;
            } catch (java.nio.channels.AsynchronousCloseException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void implCloseChannel() {
            wake();
        }
    }
}

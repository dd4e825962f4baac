// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Kernel;

/**
 * A program running at a target until the link is closed. Closing is the caller's; it may be done by any thread, and again without effect.
 */
public final class Link implements AutoCloseable {
    private final Kernel kernel;
    private final AttachTarget target;
    private int[] fds;

    /** Takes over the descriptors whose closing, in this order, ends the attachment. */
    Link(Kernel kernel, AttachTarget target, int... fds) {
        this.kernel = kernel;
        this.target = target;
        this.fds = fds;
    }

    /**
     * Where the program runs.
     *
     * @return what was attached to
     */
    public AttachTarget target() {
        return target;
    }

    /** Detaches the program. */
    @Override
    public synchronized void close() {
        for (int fd : fds) {
            kernel.close(fd);
        }
        fds = new int[0];
    }
}

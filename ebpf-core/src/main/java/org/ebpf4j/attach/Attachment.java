// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.Kernel;

/** The descriptors of one attachment while it is being made: all are kept, or none. */
final class Attachment {
    private final Kernel kernel;
    private final List<Integer> fds = new ArrayList<>();

    Attachment(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Attaches to a perf event, which it takes over; answers 0 or a negated errno. */
    int event(int event, int programFd) {
        return event(event, programFd, 0);
    }

    /** As above, with what {@code bpf_get_attach_cookie} gives the program; 0 for none. */
    int event(int event, int programFd, long cookie) {
        if (event < 0) {
            return event;
        }
        int link = kernel.perfEventAttach(event, programFd, cookie);
        if (link < 0) {
            kernel.close(event);
            return link;
        }
        if (link > 0) {
            fds.add(link);
        }
        fds.add(event);
        return 0;
    }

    /** Takes over a link; answers 0 or a negated errno. */
    int link(int link) {
        if (link < 0) {
            return link;
        }
        fds.add(link);
        return 0;
    }

    boolean isEmpty() {
        return fds.isEmpty();
    }

    /** Lets go of all. */
    void undo() {
        fds.forEach(kernel::close);
        fds.clear();
    }

    Link done(AttachTarget target) {
        return done(target, () -> {});
    }

    Link done(AttachTarget target, Runnable afterwards) {
        return Link.of(kernel, target, fds, afterwards);
    }
}

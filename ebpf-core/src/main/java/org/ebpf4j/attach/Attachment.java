// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/** The descriptors of one attachment while it is being made: all are kept, or none. */
final class Attachment {
    private final Kernel kernel;
    private final String what;
    private final List<Integer> fds = new ArrayList<>();

    /** Takes the beginning of the sentence that says what can't be. */
    Attachment(Kernel kernel, String what) {
        this.kernel = kernel;
        this.what = what;
    }

    /**
     * Attaches to a perf event, which it takes over; answers 0 or a negated errno. A kernel that has no cookies is told from all else that can
     * be wrong, and none of the descriptors is kept then.
     */
    int event(int event, int programFd, long cookie) {
        if (event < 0) {
            return event;
        }
        int link = kernel.perfEventAttach(event, programFd, cookie);
        if (link < 0) {
            kernel.close(event);
            if (cookie != 0 && link == -Errno.EINVAL.number()) {
                undo();
                throw AttachFailure.withoutCookies(what, link, "5.15");
            }
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

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * The processes of a cgroup and of those below it, sections {@code cgroup_skb/...}, {@code cgroup/...}, {@code sockops} and {@code lsm_cgroup}
 * (links since 5.7). Takes CAP_BPF and CAP_NET_ADMIN. Several programs may be attached to one cgroup.
 *
 * @param directory of a version 2 hierarchy, such as {@code /sys/fs/cgroup/system.slice}
 * @param type what the program is asked about, as its section says
 */
public record Cgroup(String directory, AttachType type) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        int cgroup = kernel.open(directory);
        if (cgroup == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": there is no directory " + directory);
        }
        if (cgroup < 0) {
            throw AttachFailure.of(kernel, what, cgroup, Capability.CAP_DAC_READ_SEARCH);
        }
        try {
            int fd = kernel.linkCreate(new LinkCreate(programFd, cgroup, type.number(), 0, new LinkDetails.None()));
            if (fd == -Errno.EBADF.number()) {
                throw new NotFoundException(what + ": " + directory
                        + " is no cgroup of version 2; find where that is mounted with mount -t cgroup2");
            }
            if (fd < 0) {
                throw AttachFailure.ofLink(
                        kernel, what, fd, type.since(), Capability.CAP_BPF, Capability.CAP_NET_ADMIN);
            }
            return new Link(kernel, this, fd);
        } finally {
            kernel.close(cgroup);
        }
    }

    @Override
    public String toString() {
        return "cgroup " + directory + " for " + type;
    }
}

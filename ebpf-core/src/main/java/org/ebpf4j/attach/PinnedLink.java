// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.nio.file.Path;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.Pin;

/**
 * Where a link runs that is pinned in a BPF file system already: {@link Link#openPinned} has it as its target, and a program that is attached to
 * it takes the place of the one that runs there, without a gap (since 5.7; not all kinds of links can be given another program).
 *
 * @param path its name
 */
public record PinnedLink(Path path) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        int fd = Pin.at(kernel, path).open(ObjectKind.LINK);
        int result = kernel.linkUpdate(fd, programFd);
        if (result < 0) {
            kernel.close(fd);
            throw AttachFailure.ofLink(
                    kernel,
                    AttachFailure.what(program, this),
                    result,
                    "5.7, a link that can be given another program",
                    Capability.CAP_BPF,
                    Capability.CAP_NET_ADMIN);
        }
        return new Link(kernel, this, fd);
    }

    @Override
    public String toString() {
        return "the link at " + path;
    }
}

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
 * A network namespace, sections {@code sk_lookup} (since 5.9) and {@code flow_dissector} (since 5.8). Takes CAP_BPF and CAP_NET_ADMIN.
 *
 * @param path such as {@code /run/netns/blue} or {@code /proc/1234/ns/net}
 * @param type {@link AttachType#SK_LOOKUP} or {@link AttachType#FLOW_DISSECTOR}
 */
public record NetworkNamespace(String path, AttachType type) implements AttachTarget {
    /**
     * The namespace of the thread that attaches.
     *
     * @param type {@link AttachType#SK_LOOKUP} or {@link AttachType#FLOW_DISSECTOR}
     * @return the target
     */
    public static NetworkNamespace own(AttachType type) {
        return new NetworkNamespace("/proc/thread-self/ns/net", type);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        int namespace = kernel.open(path);
        if (namespace == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": there is no " + path);
        }
        if (namespace < 0) {
            throw AttachFailure.of(kernel, what, namespace, Capability.CAP_SYS_PTRACE);
        }
        try {
            int fd = kernel.linkCreate(new LinkCreate(programFd, namespace, type.number(), 0, new LinkDetails.None()));
            if (fd < 0) {
                throw AttachFailure.ofLink(
                        kernel, what, fd, type.since(), Capability.CAP_BPF, Capability.CAP_NET_ADMIN);
            }
            return new Link(kernel, this, fd);
        } finally {
            kernel.close(namespace);
        }
    }

    @Override
    public String toString() {
        return "network namespace " + path + " for " + type;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * A netfilter hook of the calling thread's network namespace, section {@code netfilter} (since 6.4). Takes CAP_BPF and CAP_NET_ADMIN.
 *
 * @param family which packets
 * @param hook where on their way
 * @param priority lower runs earlier; neither the lowest nor the highest {@code int}, and none that is taken
 * @param defragmented whether the program sees whole packets only (since 6.6)
 */
public record Netfilter(Family family, Hook hook, int priority, boolean defragmented) implements AttachTarget {
    /** Protocol families, {@code NFPROTO_*} of {@code include/uapi/linux/netfilter.h}. */
    public enum Family {
        /** IPv4. */
        IPV4(2),
        /** IPv6. */
        IPV6(10);

        private final int number;

        Family(int number) {
            this.number = number;
        }
    }

    /** Places on a packet's way, {@code enum nf_inet_hooks} of {@code include/uapi/linux/netfilter.h}. */
    public enum Hook {
        /** Received, before it is known where to. */
        PRE_ROUTING(0),
        /** Received for this machine. */
        LOCAL_IN(1),
        /** Passing through. */
        FORWARD(2),
        /** Made by this machine. */
        LOCAL_OUT(3),
        /** About to be sent. */
        POST_ROUTING(4);

        private final int number;

        Hook(int number) {
            this.number = number;
        }
    }

    private static final int BPF_F_NETFILTER_IP_DEFRAG = 1;

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        LinkDetails details = new LinkDetails.Netfilter(
                family.number, hook.number, priority, defragmented ? BPF_F_NETFILTER_IP_DEFRAG : 0);
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, AttachType.NETFILTER.number(), 0, details));
        if (fd < 0) {
            throw AttachFailure.ofLink(
                    kernel,
                    AttachFailure.what(program, this),
                    fd,
                    defragmented ? "6.6" : AttachType.NETFILTER.since(),
                    Capability.CAP_BPF,
                    Capability.CAP_NET_ADMIN);
        }
        return new Link(kernel, this, fd);
    }

    @Override
    public String toString() {
        return "netfilter " + family + " " + hook + " at priority " + priority;
    }
}

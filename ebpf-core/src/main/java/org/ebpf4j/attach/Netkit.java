// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.spec.AttachType;

/**
 * Pairs of netkit interfaces, sections {@code netkit/primary} and {@code netkit/peer} (since 6.7): the program decides about what one end sends
 * before the other has it. Takes CAP_BPF and CAP_NET_ADMIN. Interfaces are looked for in the calling thread's network namespace.
 *
 * @param interfaces the names of the pairs' primary ends, also where it is the peer's packets that the program sees
 * @param peer whether the program sees what the peers send; what the primary ends send otherwise
 * @param place where among the programs that are there
 */
public record Netkit(List<String> interfaces, boolean peer, Place place) implements AttachTarget {
    /**
     * Keeps a copy of the list, which has one name at least.
     *
     * @param interfaces the names of the primary ends
     * @param peer whether the program sees what the peers send
     * @param place where among the programs that are there
     */
    public Netkit {
        interfaces = NetworkInterfaces.named(interfaces);
    }

    /**
     * What primary ends send.
     *
     * @param interfaces their names
     * @return the target
     */
    public static Netkit primary(String... interfaces) {
        return new Netkit(List.of(interfaces), false, Place.LAST);
    }

    /**
     * What the other ends send.
     *
     * @param interfaces the names of the primary ends
     * @return the target
     */
    public static Netkit peer(String... interfaces) {
        return new Netkit(List.of(interfaces), true, Place.LAST);
    }

    /**
     * The same at another place among the programs that are there.
     *
     * @param other where
     * @return a target
     */
    public Netkit at(Place other) {
        return new Netkit(interfaces, peer, other);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        AttachType type = peer ? AttachType.NETKIT_PEER : AttachType.NETKIT_PRIMARY;
        return NetworkInterfaces.attach(
                kernel,
                AttachFailure.what(program, this),
                this,
                interfaces,
                type,
                index -> new LinkCreate(programFd, index, type.number(), place.flags(), place.anchor()));
    }

    @Override
    public String toString() {
        return (peer ? "netkit/peer/" : "netkit/primary/") + String.join(",", interfaces);
    }
}

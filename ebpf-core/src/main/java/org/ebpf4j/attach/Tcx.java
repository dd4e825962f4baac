// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.spec.AttachType;

/**
 * The traffic control of network interfaces, sections {@code tcx/ingress/INTERFACE} and {@code tcx/egress/INTERFACE} (since 6.6). Takes CAP_BPF
 * and CAP_NET_ADMIN. Programs on one interface run one after the other, by default in the order in which they were attached. Interfaces are
 * looked for in the calling thread's network namespace.
 *
 * @param interfaces their names, such as {@code eth0}
 * @param egress whether the program sees what they send; what they receive otherwise
 * @param place where among the programs that are there
 */
public record Tcx(List<String> interfaces, boolean egress, Place place) implements AttachTarget {
    /**
     * Keeps a copy of the list, which has one name at least.
     *
     * @param interfaces their names
     * @param egress whether the program sees what they send
     * @param place where among the programs that are there
     */
    public Tcx {
        interfaces = NetworkInterfaces.named(interfaces);
    }

    /**
     * What interfaces receive.
     *
     * @param interfaces their names
     * @return the target
     */
    public static Tcx ingress(String... interfaces) {
        return new Tcx(List.of(interfaces), false, Place.LAST);
    }

    /**
     * What interfaces send.
     *
     * @param interfaces their names
     * @return the target
     */
    public static Tcx egress(String... interfaces) {
        return new Tcx(List.of(interfaces), true, Place.LAST);
    }

    /**
     * The same at another place among the programs that are there.
     *
     * @param other where
     * @return a target
     */
    public Tcx at(Place other) {
        return new Tcx(interfaces, egress, other);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        AttachType type = egress ? AttachType.TCX_EGRESS : AttachType.TCX_INGRESS;
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
        return (egress ? "tcx/egress/" : "tcx/ingress/") + String.join(",", interfaces);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * The traffic control of network interfaces, sections {@code tcx/ingress/INTERFACE} and {@code tcx/egress/INTERFACE} (since 6.6). Takes CAP_BPF
 * and CAP_NET_ADMIN. Programs on one interface run in the order in which they were attached. Interfaces are looked for in the calling thread's
 * network namespace.
 *
 * @param interfaces their names, such as {@code eth0}
 * @param egress whether the program sees what they send; what they receive otherwise
 */
public record Tcx(List<String> interfaces, boolean egress) implements AttachTarget {
    private static final int BPF_F_AFTER = 1 << 4;

    /**
     * Keeps a copy of the list, which has one name at least.
     *
     * @param interfaces their names
     * @param egress whether the program sees what they send
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
        return new Tcx(List.of(interfaces), false);
    }

    /**
     * What interfaces send.
     *
     * @param interfaces their names
     * @return the target
     */
    public static Tcx egress(String... interfaces) {
        return new Tcx(List.of(interfaces), true);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        AttachType type = egress ? AttachType.TCX_EGRESS : AttachType.TCX_INGRESS;
        return NetworkInterfaces.attach(
                kernel,
                AttachFailure.what(program, this),
                this,
                interfaces,
                index -> new LinkCreate(programFd, index, type.number(), BPF_F_AFTER, new LinkDetails.Anchor(0, 0)),
                "6.6",
                Capability.CAP_BPF,
                Capability.CAP_NET_ADMIN);
    }

    @Override
    public String toString() {
        return (egress ? "tcx/egress/" : "tcx/ingress/") + String.join(",", interfaces);
    }
}

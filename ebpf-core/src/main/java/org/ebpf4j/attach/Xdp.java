// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * Network interfaces whose received packets a program sees first, section {@code xdp/INTERFACE} (links since 5.9). Takes CAP_BPF and
 * CAP_NET_ADMIN. Interfaces are looked for in the calling thread's network namespace.
 *
 * @param interfaces their names, such as {@code eth0}
 * @param mode who runs the program
 */
public record Xdp(List<String> interfaces, Mode mode) implements AttachTarget {
    /** Who runs an XDP program: {@code XDP_FLAGS_*_MODE} of {@code include/uapi/linux/if_link.h}. */
    public enum Mode {
        /** The driver if it can, the network stack otherwise. */
        ANY(0),
        /** The network stack, after it has made a socket buffer. */
        GENERIC(1 << 1),
        /** The driver. */
        NATIVE(1 << 2),
        /** The device. */
        OFFLOADED(1 << 3);

        private final int flags;

        Mode(int flags) {
            this.flags = flags;
        }
    }

    /**
     * Keeps a copy of the list, which has one name at least.
     *
     * @param interfaces their names
     * @param mode who runs the program
     */
    public Xdp {
        interfaces = NetworkInterfaces.named(interfaces);
    }

    /**
     * Interfaces in the best mode that each of them has.
     *
     * @param interfaces their names
     * @return the target
     */
    public static Xdp on(String... interfaces) {
        return new Xdp(List.of(interfaces), Mode.ANY);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        return NetworkInterfaces.attach(
                kernel,
                AttachFailure.what(program, this),
                this,
                interfaces,
                AttachType.XDP,
                index -> new LinkCreate(programFd, index, AttachType.XDP.number(), mode.flags, new LinkDetails.None()));
    }

    @Override
    public String toString() {
        return "xdp/" + String.join(",", interfaces);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.file.Path;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * Packets that the kernel dropped: the counter {@code ebpf.packet.drops} by {@code reason}, as the running kernel's {@code enum skb_drop_reason} names
 * it, such as {@code SOCKET_RCVBUFF}. Those without a reason are left out. Takes CAP_BPF and CAP_PERFMON; since Linux 5.17, with BTF. Immutable.
 */
public final class PacketDropMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private PacketDropMetrics(NetworkNamespace network) {
        this.metrics = ObjectMetrics.of(PacketDropMetrics.class, "drops.bpf.o")
                .constant("target_netns", network.number())
                .constant("kfree_skb_args", target -> Tracepoints.arguments(target.types(), "kfree_skb"))
                .counter(
                        "packet_drops",
                        c -> c.name("ebpf.packet.drops")
                                .description("Packets of " + network.whose() + " that the kernel dropped")
                                .label("reason", new DropReason()));
    }

    /**
     * Packets in the network namespace that this process is in when the metric is loaded, usually its container's or pod's.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static PacketDropMetrics thisNetwork() {
        return new PacketDropMetrics(NetworkNamespace.own());
    }

    /**
     * Packets in one network namespace.
     *
     * @param namespace its file, such as {@code /run/netns/blue} or {@code /proc/4711/ns/net}, looked at when the metric is loaded
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static PacketDropMetrics network(Path namespace) {
        return new PacketDropMetrics(NetworkNamespace.of(namespace));
    }

    /**
     * Packets of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static PacketDropMetrics host() {
        return new PacketDropMetrics(NetworkNamespace.all());
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

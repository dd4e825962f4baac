// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.file.Path;
import java.time.Duration;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * Round trips of TCP connections: the histogram {@code ebpf.tcp.rtt} in seconds by {@code role} and {@code port} as {@link TcpMetrics} has them, from 1
 * microsecond to 67 seconds in powers of two. It counts the time that the kernel has smoothed for a connection, whenever that receives a segment; so every
 * segment that the host receives pays for it. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class TcpRttMetrics implements MetricsSource {
    private final NetworkNamespace network;
    private final ObjectMetrics metrics;

    private TcpRttMetrics(NetworkNamespace network, LatencyBuckets buckets) {
        this.network = network;
        this.metrics = ObjectMetrics.of(TcpRttMetrics.class, "tcprtt.bpf.o")
                .constant("target_netns", network.number())
                .histogram(
                        "tcp_rtt",
                        h -> buckets.of(h)
                                .name("ebpf.tcp.rtt")
                                .description("Smoothed round trips of TCP connections of " + network.whose())
                                .label("role", TcpLabels.ROLE)
                                .label("port", TcpLabels.PORT));
    }

    /**
     * Connections in the network namespace that this process is in when the metric is loaded, usually its container's or pod's.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpRttMetrics thisNetwork() {
        return new TcpRttMetrics(NetworkNamespace.own(), LatencyBuckets.ALL);
    }

    /**
     * Connections in one network namespace.
     *
     * @param namespace its file, such as {@code /run/netns/blue} or {@code /proc/4711/ns/net}, looked at when the metric is loaded
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpRttMetrics network(Path namespace) {
        return new TcpRttMetrics(NetworkNamespace.of(namespace), LatencyBuckets.ALL);
    }

    /**
     * Connections of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpRttMetrics host() {
        return new TcpRttMetrics(NetworkNamespace.all(), LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public TcpRttMetrics buckets(Duration least, Duration greatest) {
        return new TcpRttMetrics(network, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

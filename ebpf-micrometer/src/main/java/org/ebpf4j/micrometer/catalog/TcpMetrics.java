// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * What goes wrong on TCP connections, and how long it takes to make them: the counters {@code ebpf.tcp.retransmits} by {@code state}, {@code role} and
 * {@code port}, and {@code ebpf.tcp.resets} by {@code direction} too, and the histogram {@code ebpf.tcp.connect.latency} in seconds by {@code port} and
 * {@code result}, from 1 microsecond to 67 seconds in powers of two.
 *
 * <p>The port is that of the end which is a service, and the role what this end is to it: {@code client} of a remote port below 32768, else
 * {@code server} on a local one below it, else {@code unknown} and the port {@code ephemeral}. Retransmits and resets sent are what
 * {@code /proc/net/snmp} counts as RetransSegs and OutRsts. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class TcpMetrics implements MetricsSource {
    private static final KeyDecoder DIRECTION =
            Decoders.uint().then(Decoders.staticMap(Map.of("0", "sent", "1", "received")));

    /** An error number, but for the two that are none. */
    private static final KeyDecoder RESULT =
            Decoders.uint().then(new OrElse(Map.of("0", "ok", "65535", "closed"), Decoders.errno()));

    private final NetworkNamespace network;
    private final ObjectMetrics metrics;

    private TcpMetrics(NetworkNamespace network, LatencyBuckets buckets) {
        this.network = network;
        this.metrics = ObjectMetrics.of(TcpMetrics.class, "tcp.bpf.o")
                .constant("target_netns", network.number())
                .counter(
                        "tcp_retransmits",
                        c -> c.name("ebpf.tcp.retransmits")
                                .description("TCP segments of " + network.whose() + " that were sent again")
                                .label("state", TcpLabels.STATE)
                                .label("role", TcpLabels.ROLE)
                                .label("port", TcpLabels.PORT))
                .counter(
                        "tcp_resets",
                        c -> c.name("ebpf.tcp.resets")
                                .description("TCP resets of " + network.whose())
                                .label("direction", DIRECTION)
                                .label("state", TcpLabels.STATE)
                                .label("role", TcpLabels.ROLE)
                                .label("port", TcpLabels.PORT))
                .histogram(
                        "tcp_connect_latency",
                        h -> buckets.of(h)
                                .name("ebpf.tcp.connect.latency")
                                .description("Time from the first SYN of " + network.whose() + " to the answer")
                                .label("port", TcpLabels.PORT)
                                .label("result", RESULT));
    }

    /**
     * Connections in the network namespace that this process is in when the metric is loaded, usually its container's or pod's.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpMetrics thisNetwork() {
        return new TcpMetrics(NetworkNamespace.own(), LatencyBuckets.ALL);
    }

    /**
     * Connections in one network namespace.
     *
     * @param namespace its file, such as {@code /run/netns/blue} or {@code /proc/4711/ns/net}, looked at when the metric is loaded
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpMetrics network(Path namespace) {
        return new TcpMetrics(NetworkNamespace.of(namespace), LatencyBuckets.ALL);
    }

    /**
     * Connections of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TcpMetrics host() {
        return new TcpMetrics(NetworkNamespace.all(), LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets of connect latencies whose bounds are in a range,
     * as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public TcpMetrics buckets(Duration least, Duration greatest) {
        return new TcpMetrics(network, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

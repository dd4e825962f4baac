// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How connects fail and how long made connections wait to be accepted: the counter {@code ebpf.connect.errors} by {@code error}, such as
 * {@code EADDRNOTAVAIL} where the ports are exhausted, and the histogram {@code ebpf.accept.delay} in seconds by the listener's {@code port}, from 1
 * microsecond to 67 seconds in powers of two. An error counts once, whether {@code connect()} returns it or it comes later, and once more where a program calls
 * {@code connect()} again to hear it.
 *
 * <p>It traces the end of three system calls, which makes all system calls of the host slower while it is attached. Takes CAP_BPF and CAP_PERFMON, and a
 * tracefs that the process may read; since Linux 5.10, with BTF. Immutable.
 */
public final class SocketMetrics implements MetricsSource {
    private final Scope scope;
    private final ObjectMetrics metrics;

    private SocketMetrics(Scope scope, LatencyBuckets buckets) {
        this.scope = scope;
        this.metrics = scope.of(ObjectMetrics.of(SocketMetrics.class, "sockets.bpf.o"))
                .counter(
                        "connect_errors",
                        c -> c.name("ebpf.connect.errors")
                                .description("Connects of " + scope.whose() + " that failed")
                                .label("error", Decoders.uint().then(Decoders.errno())))
                .histogram(
                        "accept_delay",
                        h -> buckets.of(h)
                                .name("ebpf.accept.delay")
                                .description("Time that connections waited until " + scope.whose() + " accepted them"));
    }

    /**
     * Connects and accepts of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static SocketMetrics of(Scope scope) {
        return new SocketMetrics(scope, LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets of accept delays whose bounds are in a range,
     * as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public SocketMetrics buckets(Duration least, Duration greatest) {
        return new SocketMetrics(scope, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads were off the CPU and why, by pool of threads: the histogram {@code ebpf.offcpu.time} in seconds by {@code group} and {@code reason}
 * ({@code preempted}, {@code sleeping}, {@code uninterruptible}, {@code stopped}), from 1 microsecond to 67 seconds in powers of two; the counter
 * {@code ebpf.context.switches} by {@code group} and {@code kind} ({@code voluntary}, {@code involuntary}), which counts as
 * {@code /proc/PID/task/TID/status} does; and {@code ebpf.cpu.migrations} by {@code group}. A thread is counted when it runs again. Takes CAP_BPF and
 * CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class OffCpuMetrics implements MetricsSource {
    /** The reasons that {@code offcpu.bpf.c} numbers. */
    private static final KeyDecoder REASON = Decoders.uint()
            .then(Decoders.staticMap(
                    Map.of("0", "preempted", "1", "sleeping", "2", "uninterruptible", "3", "stopped")));

    private static final KeyDecoder KIND = Decoders.uint()
            .then(Decoders.staticMap(Map.of("0", "involuntary", "1", "voluntary", "2", "voluntary", "3", "voluntary")));

    private final Scope scope;
    private final ObjectMetrics metrics;

    private OffCpuMetrics(Scope scope, LatencyBuckets buckets) {
        this.scope = scope;
        KeyDecoder group = Decoders.threadGroup();
        this.metrics = scope.of(ObjectMetrics.of(OffCpuMetrics.class, "offcpu.bpf.o"))
                .histogram(
                        "offcpu_time",
                        h -> buckets.of(h)
                                .name("ebpf.offcpu.time")
                                .description("Time that threads of " + scope.whose() + " were off the CPU")
                                .label("comm", "group", group)
                                .label("reason", REASON))
                .counter(
                        "offcpu_time",
                        c -> c.name("ebpf.context.switches")
                                .description("Times that threads of " + scope.whose() + " left the CPU")
                                .value("switches")
                                .label("comm", "group", group)
                                .label("reason", "kind", KIND))
                .counter(
                        "migrations",
                        c -> c.name("ebpf.cpu.migrations")
                                .description("Times that threads of " + scope.whose() + " were moved to another CPU")
                                .label("comm", "group", group));
    }

    /**
     * Threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static OffCpuMetrics of(Scope scope) {
        return new OffCpuMetrics(scope, LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public OffCpuMetrics buckets(Duration least, Duration greatest) {
        return new OffCpuMetrics(scope, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.HistogramDeclaration;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads were ready to run but had no CPU: the histogram {@code ebpf.runqueue.latency} in seconds, from 1 microsecond to 67 seconds in
 * powers of two. Stalls by a CPU quota count. Its sum is what {@code /proc/PID/task/TID/schedstat} calls run delay, of which it is the same
 * account: a kernel without CONFIG_SCHED_INFO and CONFIG_FAIR_GROUP_SCHED does not have it, and before Linux 5.14 one with neither CONFIG_SCHEDSTATS nor
 * delay accounting counts nothing. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class RunQueueMetrics implements MetricsSource {
    private final Scope scope;
    private final boolean byGroup;
    private final LatencyBuckets buckets;
    private final ObjectMetrics metrics;

    private RunQueueMetrics(Scope scope, boolean byGroup, LatencyBuckets buckets) {
        this.scope = scope;
        this.byGroup = byGroup;
        this.buckets = buckets;
        ObjectMetrics object = scope.of(ObjectMetrics.of(RunQueueMetrics.class, "runqueue.bpf.o"))
                .constant("by_name", byGroup ? 1 : 0);
        this.metrics = byGroup
                ? object.histogram("runqueue_names", h -> describe(h).label("comm", "group", Decoders.threadGroup()))
                : object.histogram("runqueue_latency", this::describe);
    }

    private HistogramDeclaration describe(HistogramDeclaration histogram) {
        return buckets.of(histogram)
                .name("ebpf.runqueue.latency")
                .description("Time that threads of " + scope.whose() + " were ready to run but had no CPU");
    }

    /**
     * Threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics of(Scope scope) {
        return new RunQueueMetrics(scope, false, LatencyBuckets.ALL);
    }

    /**
     * Tells pools of threads apart: by the label {@code group}, which is the threads' name with a star for each number, of the 15 bytes that the kernel keeps
     * of it.
     *
     * @return a copy
     * @see org.ebpf4j.decoders.Decoders#threadGroup()
     */
    public RunQueueMetrics byThreadGroup() {
        return new RunQueueMetrics(scope, true, buckets);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public RunQueueMetrics buckets(Duration least, Duration greatest) {
        return new RunQueueMetrics(scope, byGroup, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

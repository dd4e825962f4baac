// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.HistogramDeclaration;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads were ready to run but had no CPU: the histogram {@code ebpf.runqueue.latency} in seconds, from 1 microsecond to 67 seconds in
 * powers of two. Stalls by a CPU quota count. Its sum is what {@code /proc/PID/task/TID/schedstat} calls run delay. Takes CAP_BPF and CAP_PERFMON;
 * since Linux 5.10, with BTF. Immutable.
 */
public final class RunQueueMetrics implements MetricsSource {
    private final Scope scope;
    private final ObjectMetrics metrics;

    private RunQueueMetrics(Scope scope, boolean byGroup) {
        this.scope = scope;
        ObjectMetrics object = scope.of(ObjectMetrics.of(RunQueueMetrics.class, "runqueue.bpf.o"))
                .constant("by_name", byGroup ? 1 : 0);
        this.metrics = byGroup
                ? object.histogram("runqueue_names", h -> describe(h).label("comm", "group", Decoders.threadGroup()))
                : object.histogram("runqueue_latency", this::describe);
    }

    private HistogramDeclaration describe(HistogramDeclaration histogram) {
        return histogram
                .name("ebpf.runqueue.latency")
                .description("Time that threads of " + scope.whose() + " were ready to run but had no CPU")
                .exp2(Duration.ofNanos(1000), 27);
    }

    /**
     * Threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics of(Scope scope) {
        return new RunQueueMetrics(scope, false);
    }

    /**
     * Tells pools of threads apart: by the label {@code group}, which is the threads' name with a star for each number, of the 15 bytes that the kernel keeps
     * of it.
     *
     * @return a copy
     * @see org.ebpf4j.decoders.Decoders#threadGroup()
     */
    public RunQueueMetrics byThreadGroup() {
        return new RunQueueMetrics(scope, true);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads were ready to run but had no CPU: the histogram {@code ebpf.runqueue.latency} in seconds, from 1 microsecond to 67 seconds in
 * powers of two. Stalls by a CPU quota count. Its sum is what {@code /proc/PID/task/TID/schedstat} calls run delay. Takes CAP_BPF and CAP_PERFMON;
 * since Linux 5.10, with BTF. Immutable.
 */
public final class RunQueueMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private RunQueueMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(RunQueueMetrics.class, "runqueue.bpf.o"))
                .histogram(
                        "runqueue_latency",
                        h -> h.name("ebpf.runqueue.latency")
                                .description(
                                        "Time that threads of " + scope.whose() + " were ready to run but had no CPU")
                                .exp2(Duration.ofNanos(1000), 27));
    }

    /**
     * Threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics of(Scope scope) {
        return new RunQueueMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

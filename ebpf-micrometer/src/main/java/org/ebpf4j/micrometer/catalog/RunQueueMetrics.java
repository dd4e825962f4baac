// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.micrometer.KernelConstant;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads were ready to run but had no CPU: the histogram {@code ebpf.runqueue.latency} in seconds, from 1 microsecond to 67 seconds in
 * powers of two. Stalls by a CPU quota count. Its sum is what {@code /proc/PID/task/TID/schedstat} calls run delay. Takes CAP_BPF and CAP_PERFMON;
 * since Linux 5.10, with BTF. Immutable.
 */
public final class RunQueueMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private RunQueueMetrics(String whose, KernelConstant process) {
        this.metrics = ObjectMetrics.of(RunQueueMetrics.class, "runqueue.bpf.o")
                .constant("target_tgid", process)
                .histogram(
                        "runqueue_latency",
                        h -> h.name("ebpf.runqueue.latency")
                                .description("Time that threads of " + whose + " were ready to run but had no CPU")
                                .exp2(Duration.ofNanos(1000), 27));
    }

    /**
     * Threads of this JVM's process, whatever container it is in.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics thisProcess() {
        return new RunQueueMetrics("this process", target -> OwnProcess.id(target.kernel()));
    }

    /**
     * Threads of one process.
     *
     * @param pid its id as the host knows it, outside all containers
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics process(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a process id is positive and fits an int, unlike " + pid);
        }
        return new RunQueueMetrics("one process", target -> pid);
    }

    /**
     * Threads of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static RunQueueMetrics host() {
        return new RunQueueMetrics("the host", target -> 0);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

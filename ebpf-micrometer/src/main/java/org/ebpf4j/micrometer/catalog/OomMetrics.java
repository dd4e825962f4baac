// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.KernelConstant;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * Which processes the kernel killed for their memory: the counter {@code ebpf.oom.kills} by {@code victim}, the process's name with a star for each
 * number, {@code unknown} where the kernel does not tell it (before 6.9 or so). What {@code /proc/vmstat} calls oom_kill. Takes CAP_BPF and CAP_PERFMON;
 * since Linux 5.10, with BTF. Immutable.
 */
public final class OomMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private OomMetrics() {
        this.metrics = ObjectMetrics.of(OomMetrics.class, "oom.bpf.o")
                .constant("victim_is_task", OomMetrics::victimIsTask)
                .counter(
                        "oom_kills",
                        c -> c.name("ebpf.oom.kills")
                                .description("Processes of the host that the kernel killed for their memory")
                                .label("comm", "victim", Decoders.threadGroup()));
    }

    /**
     * Processes of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static OomMetrics host() {
        return new OomMetrics();
    }

    /** Whether the tracepoint has the task and its user; once it had the task's number alone. */
    private static long victimIsTask(KernelConstant.Target target) {
        return Tracepoints.arguments(target.types(), "mark_victim") == 2 ? 1 : 0;
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

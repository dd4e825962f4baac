// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How often the kernel arms a timer: the counter {@code ebpf.timer.starts} by {@code function}, the kernel function that the timer will call.
 * Counts every {@code timer_list} of the host, not high-resolution timers. Takes CAP_BPF and CAP_PERFMON, and CAP_SYSLOG for names instead of
 * addresses; since Linux 5.10, with BTF. Immutable.
 */
public final class TimerMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private TimerMetrics() {
        this.metrics = ObjectMetrics.of(TimerMetrics.class, "timers.bpf.o")
                .counter(
                        "timer_starts",
                        c -> c.name("ebpf.timer.starts")
                                .description("Timers that the kernel armed, by the function that they call")
                                .label("function", Decoders.ksym()));
    }

    /**
     * Timers of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static TimerMetrics host() {
        return new TimerMetrics();
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

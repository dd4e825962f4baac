// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.HistogramDeclaration;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * What interrupts take from the CPUs: the histograms {@code ebpf.softirq.time} and {@code ebpf.softirq.latency}, which is from the raise to the run,
 * by {@code vector} as {@code /proc/softirqs} names it, and {@code ebpf.hardirq.time} by {@code irq}, the device's name in {@code /proc/interrupts}. In
 * seconds, from 1 microsecond to 67 seconds in powers of two. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class InterruptMetrics implements MetricsSource {
    /** {@code include/linux/interrupt.h}, unchanged since 2.6.31 but for the name of IRQ_POLL. */
    private static final Map<String, String> VECTORS = Map.of(
            "0", "HI",
            "1", "TIMER",
            "2", "NET_TX",
            "3", "NET_RX",
            "4", "BLOCK",
            "5", "IRQ_POLL",
            "6", "TASKLET",
            "7", "SCHED",
            "8", "HRTIMER",
            "9", "RCU");

    private final ObjectMetrics metrics;

    private InterruptMetrics(LatencyBuckets buckets) {
        KeyDecoder vector = Decoders.uint().then(Decoders.staticMap(VECTORS));
        this.metrics = ObjectMetrics.of(InterruptMetrics.class, "interrupts.bpf.o")
                .histogram(
                        "softirq_time",
                        h -> describe(buckets.of(h), "ebpf.softirq.time", "Time that CPUs ran softirqs")
                                .label("vector", vector))
                .histogram(
                        "softirq_latency",
                        h -> describe(buckets.of(h), "ebpf.softirq.latency", "Time that raised softirqs waited to run")
                                .label("vector", vector))
                .histogram(
                        "hardirq_time",
                        h -> describe(
                                buckets.of(h),
                                "ebpf.hardirq.time",
                                "Time that CPUs ran handlers of hardware interrupts"));
    }

    private static HistogramDeclaration describe(HistogramDeclaration histogram, String name, String description) {
        return histogram.name(name).description(description);
    }

    /**
     * Interrupts of the whole host.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static InterruptMetrics host() {
        return new InterruptMetrics(LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public InterruptMetrics buckets(Duration least, Duration greatest) {
        return new InterruptMetrics(new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long threads that wanted memory had to free some first: the histogram {@code ebpf.reclaim.stall} in seconds by {@code kind}, from 1 microsecond to
 * 67 seconds in powers of two. Kinds are {@code direct}, where the host has none left, {@code cgroup}, where a cgroup is at its limit, and
 * {@code compaction}, where there is enough but not beside each other. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class ReclaimMetrics implements MetricsSource {
    /** The kinds that {@code reclaim.bpf.c} numbers. */
    private static final Map<String, String> KINDS = Map.of("0", "direct", "1", "cgroup", "2", "compaction");

    private final Scope scope;
    private final ObjectMetrics metrics;

    private ReclaimMetrics(Scope scope, LatencyBuckets buckets) {
        this.scope = scope;
        this.metrics = scope.of(ObjectMetrics.of(ReclaimMetrics.class, "reclaim.bpf.o"))
                .histogram(
                        "reclaim_stalls",
                        h -> buckets.of(h)
                                .name("ebpf.reclaim.stall")
                                .description("Time that threads of " + scope.whose() + " freed memory to get some")
                                .label("kind", Decoders.uint().then(Decoders.staticMap(KINDS))));
    }

    /**
     * Stalls of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static ReclaimMetrics of(Scope scope) {
        return new ReclaimMetrics(scope, LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public ReclaimMetrics buckets(Duration least, Duration greatest) {
        return new ReclaimMetrics(scope, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

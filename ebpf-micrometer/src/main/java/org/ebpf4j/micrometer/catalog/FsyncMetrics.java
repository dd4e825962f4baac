// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import java.util.Map;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How long it takes until data is on the disk: the histogram {@code ebpf.fsync.latency} in seconds by {@code syscall} ({@code fsync}, {@code fdatasync},
 * {@code msync}, {@code sync_file_range}), from 1 microsecond to 67 seconds in powers of two. {@code FileChannel.force(true)} is fsync,
 * {@code force(false)} fdatasync, {@code MappedByteBuffer.force()} msync. Its hooks are on the way of every system call of the host, of all processes
 * (see {@code CATALOG.md}). Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class FsyncMetrics implements MetricsSource {
    /** The calls that {@code fsync.bpf.c} numbers. */
    private static final Map<String, String> CALLS =
            Map.of("0", "fsync", "1", "fdatasync", "2", "msync", "3", "sync_file_range");

    private final Scope scope;
    private final ObjectMetrics metrics;

    private FsyncMetrics(Scope scope, LatencyBuckets buckets) {
        this.scope = scope;
        this.metrics = scope.of(ObjectMetrics.of(FsyncMetrics.class, "fsync.bpf.o"))
                .histogram(
                        "fsync_latency",
                        h -> buckets.of(h)
                                .name("ebpf.fsync.latency")
                                .description("Time until data of " + scope.whose() + " was on the disk")
                                .withoutZeros()
                                .label("syscall", Decoders.uint().then(Decoders.staticMap(CALLS))));
    }

    /**
     * Calls of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static FsyncMetrics of(Scope scope) {
        return new FsyncMetrics(scope, LatencyBuckets.ALL);
    }

    /**
     * Exports only the buckets whose bounds are in a range, as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public FsyncMetrics buckets(Duration least, Duration greatest) {
        return new FsyncMetrics(scope, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

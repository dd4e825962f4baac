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

    private final ObjectMetrics metrics;

    private FsyncMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(FsyncMetrics.class, "fsync.bpf.o"))
                .histogram(
                        "fsync_latency",
                        h -> h.name("ebpf.fsync.latency")
                                .description("Time until data of " + scope.whose() + " was on the disk")
                                .withoutZeros()
                                .label("syscall", Decoders.uint().then(Decoders.staticMap(CALLS)))
                                .exp2(Duration.ofNanos(1000), 27));
    }

    /**
     * Calls of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static FsyncMetrics of(Scope scope) {
        return new FsyncMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.util.Map;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How many page faults threads had: the counter {@code ebpf.page.faults} by {@code group}, the pool that a thread is of, and {@code kind}: {@code major},
 * which waits for a disk, or {@code minor}. What getrusage counts, without what the kernel itself had on a thread's behalf. Takes CAP_BPF and
 * CAP_PERFMON; since Linux 5.10. Immutable.
 */
public final class PageFaultMetrics implements MetricsSource {
    /** The kinds that {@code faults.bpf.c} numbers. */
    private static final Map<String, String> KINDS = Map.of("0", "minor", "1", "major");

    private final ObjectMetrics metrics;

    private PageFaultMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(PageFaultMetrics.class, "faults.bpf.o"))
                .counter(
                        "page_faults",
                        c -> c.name("ebpf.page.faults")
                                .description("Page faults of threads of " + scope.whose())
                                .label("comm", "group", Decoders.threadGroup())
                                .label("kind", Decoders.uint().then(Decoders.staticMap(KINDS))));
    }

    /**
     * Faults of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static PageFaultMetrics of(Scope scope) {
        return new PageFaultMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

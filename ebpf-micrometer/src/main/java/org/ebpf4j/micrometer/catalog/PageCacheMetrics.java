// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * What files' data in memory is used for: the counters {@code ebpf.pagecache.accesses}, how often it was asked for data, and
 * {@code ebpf.pagecache.additions}, how often data had to be brought or made. Takes CAP_BPF and CAP_PERFMON, and a kernel whose functions can be traced;
 * since Linux 5.16, on aarch64 since 6.4, with BTF. Immutable.
 */
public final class PageCacheMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private PageCacheMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(PageCacheMetrics.class, "pagecache.bpf.o"))
                .counter(
                        "pagecache",
                        c -> c.name("ebpf.pagecache.accesses")
                                .value("accesses")
                                .description("Times that " + scope.whose() + " asked the page cache for data"))
                .counter(
                        "pagecache",
                        c -> c.name("ebpf.pagecache.additions")
                                .value("additions")
                                .description("Times that " + scope.whose() + " had data put into the page cache"));
    }

    /**
     * What a process, a cgroup or the host asks for.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static PageCacheMetrics of(Scope scope) {
        return new PageCacheMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * What the CPUs' own counters say, by {@code cpu}: the counters {@code ebpf.cpu.cycles} and {@code ebpf.cpu.instructions}, and where the machine counts
 * them {@code ebpf.cpu.cache.references} and {@code ebpf.cpu.cache.misses} of the last level of cache. Counted in periods, ten million of the first and a
 * hundred thousand of the second, so ratios are good over seconds. Virtual machines often have no such counters; the metric is absent there. Takes CAP_BPF
 * and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class HardwareMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private HardwareMetrics(Scope scope) {
        String whose = " of " + scope.whose();
        this.metrics = scope.of(ObjectMetrics.of(HardwareMetrics.class, "hardware.bpf.o"))
                .counter(
                        "hardware_cycles",
                        c -> c.name("ebpf.cpu.cycles").value("cycles").description("Cycles of CPUs" + whose))
                .counter(
                        "hardware_cycles",
                        c -> c.name("ebpf.cpu.instructions")
                                .value("instructions")
                                .description("Instructions" + whose))
                .counter(
                        "hardware_cache",
                        c -> c.name("ebpf.cpu.cache.references")
                                .value("references")
                                .description("Questions to the last level of cache" + whose))
                .counter(
                        "hardware_cache",
                        c -> c.name("ebpf.cpu.cache.misses")
                                .value("misses")
                                .description("Questions that the last level of cache could not answer" + whose));
    }

    /**
     * Threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static HardwareMetrics of(Scope scope) {
        return new HardwareMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

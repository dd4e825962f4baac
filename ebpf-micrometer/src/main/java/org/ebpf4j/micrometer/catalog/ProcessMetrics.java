// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * Threads and child processes that begin and end: the counters {@code ebpf.process.starts} by {@code kind} ({@code thread}, {@code process}),
 * {@code ebpf.process.execs}, and {@code ebpf.process.exits} by {@code kind} and {@code result} ({@code good}, {@code bad}: another status than 0,
 * {@code killed}: by a signal). Of threads those in scope count, of processes also the children of those in scope. Takes CAP_BPF and CAP_PERFMON; since
 * Linux 5.10, with BTF. Immutable.
 */
public final class ProcessMetrics implements MetricsSource {
    /** The kinds that {@code processes.bpf.c} numbers. */
    private static final KeyDecoder KIND =
            Decoders.uint().then(Decoders.staticMap(Map.of("0", "thread", "1", "process")));

    private static final KeyDecoder RESULT =
            Decoders.uint().then(Decoders.staticMap(Map.of("0", "good", "1", "bad", "2", "killed")));

    private final ObjectMetrics metrics;

    private ProcessMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(ProcessMetrics.class, "processes.bpf.o"))
                .counter(
                        "process_starts",
                        c -> c.name("ebpf.process.starts")
                                .description("Threads and processes that threads of " + scope.whose() + " began")
                                .label("kind", KIND))
                .counter(
                        "process_execs",
                        c -> c.name("ebpf.process.execs")
                                .description("Programs that " + scope.whose() + " or a child of it began to run"))
                .counter(
                        "process_exits",
                        c -> c.name("ebpf.process.exits")
                                .description("Threads of " + scope.whose() + " and processes of it that ended")
                                .label("kind", KIND)
                                .label("result", RESULT));
    }

    /**
     * Threads and children of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static ProcessMetrics of(Scope scope) {
        return new ProcessMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

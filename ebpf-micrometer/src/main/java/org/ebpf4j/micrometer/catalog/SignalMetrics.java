// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * How many signals were sent: the counter {@code ebpf.signals} by {@code signal}, such as {@code SIGTERM}, of those to threads in scope, whether they care or
 * not. A JVM sends itself SIGSEGV for some null pointers and safepoints. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class SignalMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private SignalMetrics(Scope scope) {
        this.metrics = scope.of(ObjectMetrics.of(SignalMetrics.class, "signals.bpf.o"))
                .counter(
                        "signals_sent",
                        c -> c.name("ebpf.signals")
                                .description("Signals that were sent to " + scope.whose())
                                .withoutZeros()
                                .label("signal", Decoders.uint().then(Decoders.signal())));
    }

    /**
     * Signals to threads of a process, a cgroup or the host.
     *
     * @param scope which
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static SignalMetrics of(Scope scope) {
        return new SignalMetrics(scope);
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

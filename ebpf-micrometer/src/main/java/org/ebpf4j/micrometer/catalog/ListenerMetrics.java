// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * Connections that wait for {@code accept()} on the TCP ports of this process's network namespace, by {@code port}: the gauges {@code ebpf.accept.queue},
 * how many do, and {@code ebpf.accept.queue.limit}, how many may, and the counter {@code ebpf.accept.drops}, how many connections the kernel dropped
 * instead. All sockets of the namespace are looked at whenever meters are read. Takes CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Immutable.
 */
public final class ListenerMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private ListenerMetrics() {
        this.metrics = ObjectMetrics.of(ListenerMetrics.class, "listeners.bpf.o")
                .gauge(
                        "accept_queues",
                        g -> g.name("ebpf.accept.queue")
                                .value("waiting")
                                .description("Connections that wait until somebody accepts them"))
                .gauge(
                        "accept_queues",
                        g -> g.name("ebpf.accept.queue.limit").value("limit").description("Connections that may wait"))
                .counter(
                        "accept_drops",
                        c -> c.name("ebpf.accept.drops")
                                .description("Connections that were dropped, most because as many waited as may"));
    }

    /**
     * Ports of the network namespace that this process is in, usually its container's or pod's, whoever listens there.
     *
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}
     */
    public static ListenerMetrics thisNetwork() {
        return new ListenerMetrics();
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

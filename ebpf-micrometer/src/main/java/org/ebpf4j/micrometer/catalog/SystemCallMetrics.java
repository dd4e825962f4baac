// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * System calls by name: how often they are made, how long they take, and how they fail, each by a program of its own, for each has its price. Their hooks
 * are on the way of every system call of the host, of all processes: a call of 100 ns takes about a third longer (see {@code CATALOG.md}). Takes
 * CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Names are those of the architecture that the JVM runs on, calls of 32-bit programs get wrong
 * ones. Immutable.
 */
public final class SystemCallMetrics implements MetricsSource {
    private final ObjectMetrics metrics;

    private SystemCallMetrics(ObjectMetrics metrics) {
        this.metrics = metrics;
    }

    private static ObjectMetrics object(Scope scope, String resource) {
        return scope.of(ObjectMetrics.of(SystemCallMetrics.class, resource));
    }

    /**
     * How often they are made: the counter {@code ebpf.syscall.calls} by {@code syscall}.
     *
     * @param scope whose
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}, whose program is {@code syscalls}
     */
    public static SystemCallMetrics calls(Scope scope) {
        return new SystemCallMetrics(object(scope, "syscalls.bpf.o")
                .counter(
                        "syscall_calls",
                        c -> c.name("ebpf.syscall.calls")
                                .description("System calls of " + scope.whose())
                                .withoutZeros()
                                .label("syscall", Decoders.uint().then(Decoders.syscall()))));
    }

    /**
     * How long they take: the histogram {@code ebpf.syscall.latency} in seconds by {@code syscall}, from 1 microsecond to 67 seconds in powers of two. Those
     * that wait, such as {@code futex} and {@code epoll_wait}, take as long as they wait.
     *
     * @param scope whose
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}, whose program is {@code syscall_latency}
     */
    public static SystemCallMetrics latency(Scope scope) {
        return new SystemCallMetrics(object(scope, "syscall_latency.bpf.o")
                .histogram(
                        "syscall_latency",
                        h -> h.name("ebpf.syscall.latency")
                                .description("Time that system calls of " + scope.whose() + " took")
                                .withoutZeros()
                                .label("syscall", Decoders.uint().then(Decoders.syscall()))
                                .exp2(Duration.ofNanos(1000), 27)));
    }

    /**
     * How they fail: the counter {@code ebpf.syscall.errors} by {@code syscall} and {@code error}, such as {@code ENOENT}.
     *
     * @param scope whose
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}, whose program is {@code syscall_errors}
     */
    public static SystemCallMetrics errors(Scope scope) {
        return new SystemCallMetrics(object(scope, "syscall_errors.bpf.o")
                .counter(
                        "syscall_failures",
                        c -> c.name("ebpf.syscall.errors")
                                .description("System calls of " + scope.whose() + " that failed")
                                .label("syscall", Decoders.uint().then(Decoders.syscall()))
                                .label("error", Decoders.uint().then(Decoders.errno()))));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

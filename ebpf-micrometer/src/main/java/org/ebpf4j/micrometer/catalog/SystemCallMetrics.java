// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import java.util.function.Function;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;

/**
 * System calls by name: how often they are made, how long they take, and how they fail, each by a program of its own, for each has its price. Their hooks
 * are on the way of every system call of the host, of all processes: a call of 100 ns takes a third to four fifths longer (see {@code CATALOG.md}). Takes
 * CAP_BPF and CAP_PERFMON; since Linux 5.10, with BTF. Names are those of the architecture that the JVM runs on, calls of 32-bit programs get wrong
 * ones. Immutable.
 */
public final class SystemCallMetrics implements MetricsSource {
    private final Function<LatencyBuckets, ObjectMetrics> program;
    private final ObjectMetrics metrics;

    private SystemCallMetrics(Function<LatencyBuckets, ObjectMetrics> program, LatencyBuckets buckets) {
        this.program = program;
        this.metrics = program.apply(buckets);
    }

    private static SystemCallMetrics of(Function<LatencyBuckets, ObjectMetrics> program) {
        return new SystemCallMetrics(program, LatencyBuckets.ALL);
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
        return of(buckets -> object(scope, "syscalls.bpf.o")
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
        return of(buckets -> object(scope, "syscall_latency.bpf.o")
                .histogram(
                        "syscall_latency",
                        h -> buckets.of(h)
                                .name("ebpf.syscall.latency")
                                .description("Time that system calls of " + scope.whose() + " took")
                                .withoutZeros()
                                .label("syscall", Decoders.uint().then(Decoders.syscall()))));
    }

    /**
     * How they fail: the counter {@code ebpf.syscall.errors} by {@code syscall} and {@code error}, such as {@code ENOENT}.
     *
     * @param scope whose
     * @return a source for one {@link org.ebpf4j.micrometer.EbpfMetrics}, whose program is {@code syscall_errors}
     */
    public static SystemCallMetrics errors(Scope scope) {
        return of(buckets -> object(scope, "syscall_errors.bpf.o")
                .counter(
                        "syscall_failures",
                        c -> c.name("ebpf.syscall.errors")
                                .description("System calls of " + scope.whose() + " that failed")
                                .label("syscall", Decoders.uint().then(Decoders.syscall()))
                                .label("error", Decoders.uint().then(Decoders.errno()))));
    }

    /**
     * Exports only the buckets of latencies whose bounds are in a range,
     * as {@link org.ebpf4j.micrometer.HistogramDeclaration#buckets(Duration, Duration)} has it. Calls and errors have no buckets, and stay as they are.
     *
     * @param least such as 100 microseconds
     * @param greatest such as 10 seconds
     * @return a copy
     * @throws IllegalArgumentException where no bound is in the range
     */
    public SystemCallMetrics buckets(Duration least, Duration greatest) {
        return new SystemCallMetrics(program, new LatencyBuckets(least, greatest));
    }

    @Override
    public ObjectMetrics metrics() {
        return metrics;
    }
}

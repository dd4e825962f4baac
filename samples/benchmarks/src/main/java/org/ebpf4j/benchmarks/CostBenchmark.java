// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ObjectMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.micrometer.catalog.EbpfCatalog;
import org.ebpf4j.micrometer.catalog.OffCpuMetrics;
import org.ebpf4j.micrometer.catalog.RunQueueMetrics;
import org.ebpf4j.micrometer.catalog.SystemCallMetrics;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;

/** What a ready-made metric costs whom it watches: work in C while its programs are attached (ours), and the same while they are not. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class CostBenchmark extends PairedBenchmark {
    static final int TIMES = 20_000;
    static final int WRITES = 100;
    static final int REQUESTS = 2_000;

    /**
     * What the catalog does not name. Programs that do nothing on the same hook ({@code hook-}): the part of the cost that is the kernel's. Metrics that
     * watch another process ({@code others-}), which has a process id that nobody uses: what those pay who are not watched. System calls counted
     * by a key of 16 bytes, and waits for a CPU without names of threads.
     */
    private static final Map<String, MetricsSource> MORE = Map.of(
            "hook-syscalls", object("hook_syscalls.bpf.o"),
            "hook-runqueue", object("hook_runqueue.bpf.o"),
            "syscalls-key16", object("syscalls_key16.bpf.o").counter("thread_calls", c -> c.name("thread.calls")),
            "runqueue-ungrouped", RunQueueMetrics.of(org.ebpf4j.micrometer.catalog.Scope.thisProcess()),
            "others-syscalls", SystemCallMetrics.calls(other()),
            "others-syscall_latency", SystemCallMetrics.latency(other()),
            "others-runqueue", RunQueueMetrics.of(other()).byThreadGroup(),
            "others-offcpu", OffCpuMetrics.of(other()));

    /** What is done: getpid, switch, tcp or direct-io. */
    @Param("getpid")
    public String work;

    /** A name of the catalog, or one of {@link #MORE}. */
    @Param("syscalls")
    public String item;

    private Twin twin;
    private Path file;
    private @Nullable EbpfMetrics metrics;

    /** Makes an instance, as JMH does. */
    public CostBenchmark() {}

    private static ObjectMetrics object(String resource) {
        return ObjectMetrics.of(CostBenchmark.class, resource);
    }

    private static org.ebpf4j.micrometer.catalog.Scope other() {
        return org.ebpf4j.micrometer.catalog.Scope.process(Integer.MAX_VALUE);
    }

    @Override
    Turns open() throws IOException {
        twin = TwinLibrary.load();
        file = Files.createTempFile(Path.of(""), "direct-io", ".tmp");
        LongSupplier once = switch (work) {
            case "getpid" -> () -> twin.twin_getpid(TIMES);
            case "switch" -> () -> twin.twin_ping_pong(TIMES / 2);
            case "tcp" -> () -> twin.twin_tcp(REQUESTS);
            case "direct-io" -> () -> twin.twin_direct_io(file.toString(), WRITES);
            default -> throw new IllegalArgumentException("there is no work " + work);
        };
        long times = once.getAsLong();
        return new Turns(
                () -> {
                    attach();
                    settle(once, times);
                },
                once,
                () -> {
                    detach();
                    settle(once, times);
                },
                once,
                times);
    }

    /** Does the work once without timing it, while what the side has left behind comes to rest: compilers of the JVM, for one. */
    private static void settle(LongSupplier once, long times) {
        if (once.getAsLong() != times) {
            throw new IllegalStateException("the work does not do the same each time");
        }
    }

    private void attach() {
        detach();
        MetricsSource one = MORE.get(item);
        EbpfMetrics.Builder builder = EbpfMetrics.builder();
        (one == null ? EbpfCatalog.named(item) : List.of(one)).forEach(builder::add);
        EbpfMetrics attached = builder.build();
        metrics = attached;
        attached.bindTo(new SimpleMeterRegistry());
        for (ProgramStatus status : attached.status()) {
            if (status.state() != ProgramStatus.State.UP) {
                throw new IllegalStateException(status.program() + " can't be measured: " + status.describe());
            }
        }
    }

    private void detach() {
        if (metrics != null) {
            metrics.close();
            metrics = null;
        }
    }

    @Override
    void close() throws IOException {
        detach();
        Files.delete(file);
    }
}

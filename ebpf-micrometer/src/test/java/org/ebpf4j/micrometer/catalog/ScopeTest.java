// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.TestCgroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose events are counted where it is a cgroup's. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.CGROUP, Need.TRACEFS, Need.PERF_EVENT, Need.LOOP_DEVICE})
class ScopeTest {
    private static final long LIMIT = 20 << 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /**
     * What can be told by cgroup and can be made to happen: all but what counters of the hardware tell.
     *
     * @param of makes the metric
     * @param counter what counts
     * @param script a shell's, which makes it happen; {@code $1} is a disk of its own
     * @param least how often
     */
    record Item(Function<Scope, MetricsSource> of, String counter, String script, int least) {
        @Override
        public String toString() {
            return counter;
        }
    }

    static List<Item> items() {
        String naps = "for i in 1 2 3 4 5; do sleep 0.01; done";
        return List.of(
                new Item(RunQueueMetrics::of, "ebpf.runqueue.latency.count", naps, 5),
                new Item(scope -> RunQueueMetrics.of(scope).byThreadGroup(), "ebpf.runqueue.latency.count", naps, 5),
                new Item(OffCpuMetrics::of, "ebpf.offcpu.time.count", naps, 5),
                new Item(SystemCallMetrics::calls, "ebpf.syscall.calls", naps, 5),
                new Item(SystemCallMetrics::latency, "ebpf.syscall.latency.count", naps, 5),
                new Item(SystemCallMetrics::errors, "ebpf.syscall.errors", "cat /nowhere 2>/dev/null", 1),
                new Item(
                        FsyncMetrics::of,
                        "ebpf.fsync.latency.count",
                        "dd if=/dev/zero of=$1 bs=4k count=1 conv=fsync 2>/dev/null",
                        1),
                new Item(PageFaultMetrics::of, "ebpf.page.faults", "/bin/true", 1),
                new Item(ReclaimMetrics::of, "ebpf.reclaim.stall.count", "dd if=$1 of=/dev/null bs=1M 2>/dev/null", 10),
                new Item(SignalMetrics::of, "ebpf.signals", "kill -URG $$", 1),
                new Item(ProcessMetrics::of, "ebpf.process.execs", "/bin/true; /bin/true", 2),
                new Item(SocketMetrics::of, "ebpf.connect.errors", "bash -c ': </dev/tcp/127.0.0.1/1' 2>/dev/null", 1),
                new Item(PageCacheMetrics::of, "ebpf.pagecache.accesses", "cat /bin/true >/dev/null", 1));
    }

    private double counted(EbpfMetrics metrics, String counter) {
        metrics.refresh();
        return registry.find(counter).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static EbpfMetrics metrics(Kernel kernel, MetricsSource source) {
        return EbpfMetrics.builder().kernel(kernel).add(source).build();
    }

    @Test
    void theRootCgroupIsNoScope(Kernel kernel) throws Exception {
        Path root = TestCgroup.root();
        OwnCgroup own = OwnCgroup.enter(root);
        try (EbpfMetrics metrics = metrics(kernel, RunQueueMetrics.of(Scope.thisCgroup()))) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.Cause.UNSUPPORTED, status.cause());
            assertTrue(status.reason().contains("use the scope of this process or of the host"), status.reason());
        } finally {
            own.leave();
        }
    }

    @ParameterizedTest
    @MethodSource("items")
    void aCgroupHasItsProcessesAndNoOthers(Item item, Kernel kernel, @TempDir Path directory) throws Exception {
        Path cgroup = TestCgroup.make();
        try (LoopDisk disk = LoopDisk.create(directory, 40_000);
                MemoryCgroup limit = MemoryCgroup.create(LIMIT)) {
            EbpfMetrics metrics = metrics(kernel, item.of().apply(Scope.thisCgroup()));
            bindWithin(cgroup, metrics, kernel);
            try (metrics) {
                String status = metrics.status().get(0).describe();
                // Not every kernel lets functions be traced.
                assumeTrue(status.equals("up") || !item.counter().startsWith("ebpf.pagecache"), status);
                assertEquals("up", status);
                double before = counted(metrics, item.counter());
                String script = "set -- /dev/" + disk.name() + "; " + item.script();
                run(limit.start(script));
                assertEquals(before, counted(metrics, item.counter()), "nobody is in the cgroup");
                Process within = limit.start(script);
                limit.move(within, cgroup);
                run(within);
                double more = counted(metrics, item.counter()) - before;
                assertTrue(more >= item.least(), more + " times");
            }
        } finally {
            TestCgroup.remove(cgroup);
        }
    }

    /** Loads and attaches while this process's threads are of the cgroup. */
    private void bindWithin(Path cgroup, EbpfMetrics metrics, Kernel kernel) throws IOException {
        OwnCgroup own = OwnCgroup.enter(cgroup);
        try {
            assertEquals(Files.getAttribute(cgroup, "unix:ino"), OwnProcess.cgroup(kernel));
            metrics.bindTo(registry);
        } finally {
            own.leave();
        }
    }

    private static void run(Process process) throws Exception {
        try {
            MemoryCgroup.go(process);
            process.waitFor();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is short, and pages that are not there, against what the kernel counts and traces. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.TRACEFS, Need.PERF_EVENT, Need.LOOP_DEVICE})
class MemoryTruthTest {
    private static final long LIMIT = 20 << 20;
    private static final int PAGE = 4096;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String meter, String... tags) {
        return registry.find(meter).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private EbpfMetrics bound(Kernel kernel, MetricsSource source) {
        EbpfMetrics metrics = EbpfMetrics.builder().kernel(kernel).add(source).build();
        metrics.bindTo(registry);
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
        return metrics;
    }

    /** Page faults of the calling thread. */
    private record Faults(double minor, double major) {
        static Faults ofThread() throws IOException {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Faults(Long.parseLong(fields[7]), Long.parseLong(fields[9]));
        }

        Faults since(Faults before) {
            return new Faults(minor - before.minor, major - before.major);
        }
    }

    private Faults counted(EbpfMetrics metrics) {
        metrics.refresh();
        return new Faults(
                count("ebpf.page.faults", "group", "faulty-*", "kind", "minor"),
                count("ebpf.page.faults", "group", "faulty-*", "kind", "major"));
    }

    @Test
    void pageFaultsAreThoseOfTheThread(Kernel kernel, @TempDir Path directory) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "faulty-1"));
        try (LoopDisk disk = LoopDisk.create(directory, 4096);
                FileChannel file = FileChannel.open(
                        Path.of("/dev", disk.name()), StandardOpenOption.READ, StandardOpenOption.WRITE);
                EbpfMetrics metrics = bound(kernel, PageFaultMetrics.of(Scope.thisProcess()))) {
            MappedByteBuffer pages = file.map(FileChannel.MapMode.PRIVATE, 0, 4096L * PAGE);
            executor.submit(() -> {
                        compare(metrics, pages);
                        return "compared";
                    })
                    .get();
        } finally {
            executor.shutdown();
        }
    }

    /** Of a disk that nobody has read: the first page of what is read at once waits for it, writing to any page has it copied. */
    private void compare(EbpfMetrics metrics, MappedByteBuffer pages) throws IOException {
        Faults outerStart = Faults.ofThread();
        Faults before = counted(metrics);
        Faults innerStart = Faults.ofThread();
        for (int i = 0; i < 4096; i++) {
            pages.put(i * 1009 % 4096 * PAGE, (byte) 1); // Each once, in no order that the kernel could foresee.
        }
        Faults inner = Faults.ofThread().since(innerStart);
        Faults counted = counted(metrics).since(before);
        Faults outer = Faults.ofThread().since(outerStart);
        assertTrue(inner.minor() >= 3000 && inner.major() >= 10, "nothing to count: " + inner);
        // The kernel's own faults on the thread's behalf are no events: a read into a fresh buffer, for one.
        String all = counted + ", of between " + inner + " and " + outer;
        assertTrue(counted.minor() >= inner.minor() * 0.99 && counted.minor() <= outer.minor(), all);
        assertTrue(counted.major() >= inner.major() * 0.99 && counted.major() <= outer.major(), all);
    }

    @Test
    void stallsOfACgroupAtItsLimitAreThoseThatTheKernelTraces(Kernel kernel, @TempDir Path directory) throws Exception {
        try (LoopDisk disk = LoopDisk.create(directory, 40_000);
                MemoryCgroup cgroup = MemoryCgroup.create(LIMIT)) {
            Process process = cgroup.start("exec dd if=/dev/" + disk.name() + " of=/dev/null bs=1M");
            try (TraceOfProcess trace = TraceOfProcess.of(
                            process.pid(),
                            "vmscan/mm_vmscan_memcg_reclaim_begin",
                            "vmscan/mm_vmscan_memcg_reclaim_end");
                    EbpfMetrics metrics = bound(kernel, ReclaimMetrics.of(Scope.process(process.pid())))) {
                MemoryCgroup.go(process);
                assertEquals(0, process.waitFor());
                metrics.refresh();
                TraceOfProcess.Total truth = trace.total();
                assertTrue(truth.count() > 10, "nothing to count: " + truth);
                assertEquals(truth.count(), count("ebpf.reclaim.stall.count", "kind", "cgroup"));
                double sum = count("ebpf.reclaim.stall.sum", "kind", "cgroup");
                // Times of the trace are cut to microseconds.
                assertEquals(truth.seconds(), sum, truth.seconds() * 0.1 + truth.count() * 1e-6);
                assertEquals(0, count("ebpf.reclaim.stall.count", "kind", "direct"));
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void whomTheKernelKillsIsCounted(Kernel kernel) throws Exception {
        try (MemoryCgroup cgroup = MemoryCgroup.create(LIMIT);
                EbpfMetrics metrics = bound(kernel, OomMetrics.host())) {
            long before = VmStat.sum("oom_kill ");
            for (int i = 0; i < 3; i++) {
                Process greedy = cgroup.start("exec tail /dev/zero");
                MemoryCgroup.go(greedy);
                assertEquals(128 + 9, greedy.waitFor());
            }
            metrics.refresh();
            assertEquals(3, VmStat.sum("oom_kill ") - before);
            assertEquals(3, count("ebpf.oom.kills", "victim", "tail") + count("ebpf.oom.kills", "victim", "unknown"));
            assertEquals(3, count("ebpf.oom.kills"));
        }
    }
}

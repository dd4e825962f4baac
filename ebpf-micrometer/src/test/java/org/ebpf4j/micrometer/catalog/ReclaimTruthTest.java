// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that has to be freed or moved before there is some, against what the kernel counts and traces. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.TRACEFS, Need.LOOP_DEVICE})
class ReclaimTruthTest {
    private static final Path RESERVE = Path.of("/proc/sys/vm/min_free_kbytes");
    private static final int BLOCKS = 51_200;
    private static final long FEW_KILOBYTES = 4 << 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String meter, String kind) {
        return registry.find(meter).tags("kind", kind).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private EbpfMetrics bound(Kernel kernel, Scope scope) {
        EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(ReclaimMetrics.of(scope))
                .build();
        metrics.bindTo(registry);
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
        return metrics;
    }

    @Test
    void whoCompactsMemoryIsStalledAsOftenAsTheKernelTraces(Kernel kernel) throws Exception {
        String compact = "for i in 1 2 3; do echo 1 > /proc/sys/vm/compact_memory; done";
        try (WaitingShell shell = WaitingShell.of(compact);
                TraceOfProcess trace = TraceOfProcess.of(
                        shell.pid(), "compaction/mm_compaction_begin", "compaction/mm_compaction_end");
                EbpfMetrics metrics = bound(kernel, Scope.process(shell.pid()))) {
            shell.run();
            metrics.refresh();
            TraceOfProcess.Total truth = trace.total();
            assertTrue(truth.count() >= 3, "nothing to count: " + truth);
            assertEquals(truth.count(), count("ebpf.reclaim.stall.count", "compaction"));
            // Times of the trace are cut to microseconds.
            assertEquals(
                    truth.seconds(),
                    count("ebpf.reclaim.stall.sum", "compaction"),
                    truth.seconds() * 0.1 + truth.count() * 1e-6);
            assertEquals(0, count("ebpf.reclaim.stall.count", "direct"));
        }
    }

    /** A line of /proc/meminfo, in kilobytes. */
    private static long memory(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static int readMegabytes(FileChannel device) throws IOException {
        ByteBuffer megabyte = ByteBuffer.allocateDirect(1 << 20);
        int read = 0;
        while (device.read(megabyte.clear()) == megabyte.capacity()) {
            read++;
        }
        return read;
    }

    /** Of a machine with little memory, which is nobody else's: the kernel is told to keep more in reserve than there is. */
    @Test
    void whoFindsNoMemoryIsStalledAsOftenAsTheKernelCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        assumeTrue(memory("MemTotal") < FEW_KILOBYTES, "this machine has much memory, which others need too");
        String reserve = Files.readString(RESERVE);
        try (LoopDisk disk = LoopDisk.create(directory, BLOCKS);
                FileChannel device = FileChannel.open(Path.of("/dev", disk.name()));
                EbpfMetrics metrics = bound(kernel, Scope.host())) {
            long before = VmStat.sum("allocstall");
            // What was read of a disk that somebody has open can be given up again.
            assertEquals(BLOCKS / 256, readMegabytes(device));
            Files.writeString(RESERVE, Long.toString(memory("MemFree") + (16 << 10)));
            Commands.run("dd", "if=/dev/zero", "of=/dev/null", "bs=16M", "count=1");
            Files.writeString(RESERVE, reserve);
            metrics.refresh();
            long truth = VmStat.sum("allocstall") - before;
            assertTrue(truth > 0, "nobody was stalled");
            assertEquals((double) truth, count("ebpf.reclaim.stall.count", "direct"));
            assertTrue(count("ebpf.reclaim.stall.sum", "direct") > 0, "stalls take time");
        } finally {
            Files.writeString(RESERVE, reserve);
        }
    }
}

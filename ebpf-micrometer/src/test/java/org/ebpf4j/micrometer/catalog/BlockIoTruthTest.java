// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block IO made by dd on a device that nobody else writes to, against what /proc/diskstats counts. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.LOOP_DEVICE})
class BlockIoTruthTest {
    private static final int WRITES = 2000;
    private static final int BLOCK = 4096;

    @Test
    void countsExactlyTheWritesThatDiskstatsCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry composite =
                new CompositeMeterRegistry().add(prometheus).add(simple);
        Path file = directory.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength((long) WRITES * BLOCK);
        }
        String device =
                Commands.run("losetup", "--find", "--show", file.toString()).strip();
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(BlockIoMetrics.host()).build()) {
            metrics.bindTo(composite);
            String name = device.substring("/dev/".length());
            long before = writesCompleted(name);
            Commands.run("dd", "if=/dev/zero", "of=" + device, "bs=" + BLOCK, "count=" + WRITES, "oflag=direct");
            double written = writesCompleted(name) - before;
            assertEquals(WRITES, (int) written, "diskstats");
            String labels = "{device=\"" + name + "\",operation=\"write\"}";
            String scrape = prometheus.scrape();
            assertEquals(written, Scrape.value(scrape, "ebpf_blockio_latency_seconds_count" + labels));
            assertEquals(
                    written,
                    Scrape.value(
                            scrape,
                            "ebpf_blockio_latency_seconds_bucket{device=\"" + name
                                    + "\",operation=\"write\",le=\"+Inf\"}"));
            metrics.refresh();
            assertEquals(
                    written,
                    simple.get("ebpf.blockio.latency.count")
                            .tags("device", name, "operation", "write")
                            .functionCounter()
                            .count());
            assertEquals(
                    Scrape.value(scrape, "ebpf_blockio_latency_seconds_sum" + labels),
                    simple.get("ebpf.blockio.latency.sum")
                            .tags("device", name, "operation", "write")
                            .functionCounter()
                            .count());
        } finally {
            Commands.run("losetup", "--detach", device);
        }
    }

    /** The eighth field: writes completed. */
    private static long writesCompleted(String device) throws IOException {
        return Files.readAllLines(Path.of("/proc/diskstats")).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields[2].equals(device))
                .mapToLong(fields -> Long.parseLong(fields[7]))
                .findFirst()
                .orElseThrow();
    }
}

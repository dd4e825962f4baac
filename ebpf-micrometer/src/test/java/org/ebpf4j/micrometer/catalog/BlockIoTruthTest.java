// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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

    @Test
    void countsExactlyTheWritesThatDiskstatsCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry composite =
                new CompositeMeterRegistry().add(prometheus).add(simple);
        try (LoopDisk disk = LoopDisk.create(directory, WRITES);
                EbpfMetrics metrics = EbpfMetrics.builder()
                        .kernel(kernel)
                        .add(BlockIoMetrics.host())
                        .build()) {
            metrics.bindTo(composite);
            String name = disk.name();
            disk.write(WRITES);
            double written = WRITES;
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
        }
    }

    @Test
    void countsExactlyTheBytesThatDiskstatsCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (LoopDisk disk = LoopDisk.create(directory, WRITES);
                EbpfMetrics metrics = EbpfMetrics.builder()
                        .kernel(kernel)
                        .add(BlockIoMetrics.host())
                        .build()) {
            metrics.bindTo(registry);
            long bytesBefore = disk.bytesWritten();
            long writesBefore = disk.writesCompleted();
            disk.write(512, 30);
            disk.write(4096, 20);
            disk.write(65_536, 10);
            long writes = disk.writesCompleted() - writesBefore;
            long bytes = disk.bytesWritten() - bytesBefore;
            assertEquals(30 * 512 + 20 * 4096 + 10 * 65_536, bytes, "diskstats");
            String labels = "{device=\"" + disk.name() + "\",operation=\"write\"";
            String scrape = registry.scrape();
            assertEquals((double) bytes, Scrape.value(scrape, "ebpf_blockio_size_bytes_sum" + labels + "}"));
            assertEquals((double) writes, Scrape.value(scrape, "ebpf_blockio_size_bytes_count" + labels + "}"));
            String bucket = "ebpf_blockio_size_bytes_bucket" + labels + ",le=";
            assertEquals(30, Scrape.value(scrape, bucket + "\"512.0\"}"));
            assertEquals(30, Scrape.value(scrape, bucket + "\"2048.0\"}"));
            assertEquals(50, Scrape.value(scrape, bucket + "\"4096.0\"}"));
            assertEquals(50, Scrape.value(scrape, bucket + "\"32768.0\"}"));
            assertEquals(60, Scrape.value(scrape, bucket + "\"65536.0\"}"));
        }
    }
}

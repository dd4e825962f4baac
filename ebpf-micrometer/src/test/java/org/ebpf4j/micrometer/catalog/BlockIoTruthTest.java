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
}

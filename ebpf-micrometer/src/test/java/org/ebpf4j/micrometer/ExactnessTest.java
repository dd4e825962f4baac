// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.catalog.BlockIoMetrics;
import org.ebpf4j.micrometer.catalog.LoopDisk;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One binder, every kind of registry that any Micrometer has: the same numbers in all of them. */
@Tag("host") // What registries make of numbers does not depend on the kernel.
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.LOOP_DEVICE})
class ExactnessTest {
    @Test
    void everyRegistryIsToldTheSameAlsoOverARestart(Kernel kernel, @TempDir Path directory) throws Exception {
        try (LoopDisk disk = LoopDisk.create(directory, Exactness.MOST);
                BackEnd prometheus = new PrometheusBackEnd(disk.name());
                BackEnd simple = new CountersBackEnd(disk.name());
                BackEnd statsd = new StatsdBackEnd(disk.name());
                BackEnd influx = new InfluxBackEnd(disk.name())) {
            new Exactness(disk, List.of(prometheus, simple, statsd, influx))
                    .play(() -> EbpfMetrics.builder()
                            .kernel(kernel)
                            .add(BlockIoMetrics.host())
                            .build());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters with a series for each CPU. */
@KernelTest
class CpuLabelKernelTest {
    @TempDir
    Path directory;

    @Test
    void theLastLabelMayBeTheCpu(Kernel kernel) throws Exception {
        try (Configured percpu = Configured.bind(directory, kernel, Configured.copy(directory, "percpu"))) {
            assertEquals("up", percpu.status());
            percpu.start("pcpu1", 3, "taskset", "-c", "0");
            percpu.start("pcpu1", 2, "taskset", "-c", "1");
            percpu.start("pcpu2", 1, "taskset", "-c", "1");
            String starts = percpu.lines("ebpf_exporter_cpu_starts_total");
            assertTrue(starts.contains("ebpf_exporter_cpu_starts_total{cpu=\"0\",digit=\"1\"} 3.0\n"), starts);
            assertTrue(starts.contains("ebpf_exporter_cpu_starts_total{cpu=\"1\",digit=\"1\"} 2.0\n"), starts);
            assertTrue(starts.contains("ebpf_exporter_cpu_starts_total{cpu=\"0\",digit=\"2\"} 0.0\n"), starts);
            assertTrue(starts.contains("ebpf_exporter_cpu_starts_total{cpu=\"1\",digit=\"2\"} 1.0\n"), starts);
            String all = percpu.lines("ebpf_exporter_cpu_all_total");
            assertTrue(all.contains("ebpf_exporter_cpu_all_total{cpu=\"0\"} 3.0\n"), all);
            assertTrue(all.contains("ebpf_exporter_cpu_all_total{cpu=\"1\"} 3.0\n"), all);
            assertEquals("""
                    ebpf_exporter_summed_total{digit="1"} 5.0
                    ebpf_exporter_summed_total{digit="2"} 1.0
                    """, percpu.lines("ebpf_exporter_summed_total"));
        }
    }
}

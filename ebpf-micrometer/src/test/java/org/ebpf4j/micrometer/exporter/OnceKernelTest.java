// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run once, when all others are attached. */
@KernelTest(needs = {Need.BTF, Need.TRACING, Need.UPROBE})
class OnceKernelTest {
    @TempDir
    Path directory;

    @Test
    void whatIsAttachedToTheMarkRunsOnce(Kernel kernel) throws Exception {
        try (Configured once = Configured.bind(
                directory, kernel, Configured.copy(directory, "once").strict())) {
            assertEquals("up", once.status());
            String line = "ebpf_exporter_runs{which=\"begin\"} 1.0\n";
            assertEquals(line, once.lines("ebpf_exporter_runs{which=\"begin\"}"));
            once.start("anything", 1);
            assertEquals(line, once.lines("ebpf_exporter_runs{which=\"begin\"}"));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that says by tags and types what it is, counted by the kernel. */
@KernelTest
class DescribedKeysKernelTest {
    @TempDir
    Path directory;

    private void start(String name, int times) throws Exception {
        Path program = directory.resolve(name);
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        assertTrue(program.toFile().setExecutable(true));
        for (int i = 0; i < times; i++) {
            assertEquals(0, new ProcessBuilder(program.toString()).start().waitFor());
        }
    }

    @Test
    void everyFieldIsALabelWithoutADeclaration(Kernel kernel) throws Exception {
        ObjectMetrics object = ObjectMetrics.of(DescribedKeysKernelTest.class, "described.bpf.o")
                .constant("function_address", target -> target.symbols().addressesOf("do_exit")[0])
                .counter("starts", c -> c.name("starts"))
                .counter("functions", c -> c.name("functions"))
                .counter(
                        "starts",
                        c -> c.name("declared").label("error", Decoders.sint()).label("kind", "sort", Decoders.uint()));
        PrometheusMeterRegistry registry = Fixtures.prometheus();
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(object).build()) {
            metrics.bindTo(registry);
            assertEquals(List.of(ProgramStatus.up("described")), metrics.status());
            start("descr1", 3);
            start("descr2", 2);
            String scrape = registry.scrape();
            String before = "bytes=\"cafe0000\",change=\"-7\",comm=\"descr";
            String after = ",function=\"do_exit\",";
            String rest =
                    "mode=\"MODE_READ|MODE_EXECUTE\",number=\"2\",odd=\"%s\",operation=\"write\",pointer=\"do_exit\",port=\"443\","
                            + "same=\"do_exit\",six=\"2001:db8::1\",";
            String thread = "thread=\"pool-*-thread-*\"} ";
            String starts =
                    "starts_total{" + before + "%d\",disk=\"unknown:4095:300\",error=\"ENOENT\",four=\"192.0.2.1\""
                            + after + "kind=\"KIND_TWO\"," + rest + thread + "%s\n";
            assertEquals(
                    starts.formatted(1, true, "3.0") + starts.formatted(2, false, "2.0"),
                    Fixtures.lines(scrape, "starts_total{"));
            String declared =
                    "declared_total{" + before + "%d\",disk=\"unknown:4095:300\",error=\"-2\",four=\"192.0.2.1\""
                            + after + rest + "sort=\"2\"," + thread + "%s\n";
            assertEquals(
                    declared.formatted(1, true, "3.0") + declared.formatted(2, false, "2.0"),
                    Fixtures.lines(scrape, "declared_total{"));
            assertEquals("functions_total{key=\"do_exit\"} 5.0\n", Fixtures.lines(scrape, "functions_total{"));
        }
    }
}

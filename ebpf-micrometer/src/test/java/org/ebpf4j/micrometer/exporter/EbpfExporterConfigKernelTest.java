// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KernelTest
class EbpfExporterConfigKernelTest {
    @TempDir
    Path directory;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private void copy(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource), resource)) {
            Files.copy(in, directory.resolve(resource));
        }
    }

    private EbpfMetrics bound(Kernel kernel, EbpfExporterConfig config) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        config.sources().forEach(builder::add);
        EbpfMetrics metrics = builder.build();
        metrics.bindTo(registry);
        return metrics;
    }

    private void start(String name, int times) throws Exception {
        Path program = directory.resolve(name);
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        assertTrue(program.toFile().setExecutable(true));
        for (int i = 0; i < times; i++) {
            assertEquals(0, new ProcessBuilder(program.toString()).start().waitFor());
        }
    }

    private static String lines(String scrape, String metric) {
        return scrape.lines()
                .filter(line -> line.startsWith(metric))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    @Test
    void whatAConfigurationCountsIsShownUnderItsNames(Kernel kernel) throws Exception {
        copy("probe.yaml");
        copy("probe.bpf.o");
        try (EbpfMetrics metrics = bound(kernel, EbpfExporterConfig.read(directory, "probe"))) {
            assertEquals(
                    List.of(ProgramStatus.State.UP),
                    states(metrics),
                    metrics.status().toString());
            start("cfgprobe1", 3);
            start("cfgprobe22", 2);
            String scrape = registry.scrape();
            assertEquals("""
                    ebpf_exporter_probe_starts_total{comm="cfgprobe1",kind="one"} 3.0
                    ebpf_exporter_probe_starts_total{comm="cfgprobe22",kind="two"} 2.0
                    """, lines(scrape, "ebpf_exporter_probe_starts_total"));
            assertEquals(
                    "ebpf_exporter_probe_symbols_total{symbol=\"do_exit\"} 5.0\n",
                    lines(scrape, "ebpf_exporter_probe_symbols_total"));
            assertEquals("ebpf_exporter_probe_all_total 5.0\n", lines(scrape, "ebpf_exporter_probe_all_total"));
            assertEquals("""
                    ebpf_exporter_probe_events_total{comm="cfgprobe1",kind="1"} 3.0
                    ebpf_exporter_probe_events_total{comm="cfgprobe2",kind="2"} 2.0
                    """, lines(scrape, "ebpf_exporter_probe_events_total"));
            assertTrue(scrape.contains("ebpf_exporter_probe_name_length_bucket{kind=\"1\",le=\"8.0\"} 0\n"), scrape);
            assertTrue(scrape.contains("ebpf_exporter_probe_name_length_bucket{kind=\"1\",le=\"9.0\"} 3\n"), scrape);
            assertTrue(scrape.contains("ebpf_exporter_probe_name_length_bucket{kind=\"2\",le=\"10.0\"} 2\n"), scrape);
            assertEquals("""
                    ebpf_exporter_probe_name_length_sum{kind="1"} 27.0
                    ebpf_exporter_probe_name_length_sum{kind="2"} 20.0
                    """, lines(scrape, "ebpf_exporter_probe_name_length_sum"));
        }
    }

    @Test
    void strictlyAProgramThatCannotBeAttachedTakesItsConfigurationAway(Kernel kernel) throws Exception {
        copy("probe.yaml");
        copy("probe.bpf.o");
        try (EbpfMetrics metrics =
                bound(kernel, EbpfExporterConfig.read(directory, "probe").strict())) {
            assertEquals(List.of(ProgramStatus.State.ABSENT), states(metrics));
            assertTrue(
                    metrics.status().get(0).reason().contains("nowhere"),
                    metrics.status().toString());
        }
    }

    private static List<ProgramStatus.State> states(EbpfMetrics metrics) {
        return metrics.status().stream().map(ProgramStatus::state).toList();
    }
}

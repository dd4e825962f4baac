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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;

/** One of the configurations beside these tests, bound to a registry of its own. */
final class Configured implements AutoCloseable {
    private final Path directory;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EbpfMetrics metrics;

    private Configured(Path directory, Kernel kernel, EbpfExporterConfig config) {
        this.directory = directory;
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        config.sources().forEach(builder::add);
        this.metrics = builder.build();
        metrics.bindTo(registry);
    }

    /** Copies the configuration of that name, with its object, and names it. */
    static EbpfExporterConfig copy(Path directory, String name) throws IOException {
        for (String file : List.of(name + ".yaml", name + ".bpf.o")) {
            try (InputStream in = Objects.requireNonNull(Configured.class.getResourceAsStream(file), file)) {
                Files.copy(in, directory.resolve(file));
            }
        }
        return EbpfExporterConfig.read(directory, name);
    }

    static Configured bind(Path directory, Kernel kernel, EbpfExporterConfig config) {
        return new Configured(directory, kernel, config);
    }

    /** How the one configuration fares: {@code up}, or why it is not. */
    String status() {
        assertEquals(1, metrics.status().size());
        ProgramStatus status = metrics.status().get(0);
        return status.state() == ProgramStatus.State.UP ? "up" : status.reason();
    }

    /** Starts a program of a name so many times, one after the other, behind other commands that start it. */
    void start(String name, int times, String... before) throws IOException, InterruptedException {
        Path program = directory.resolve(name);
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        assertTrue(program.toFile().setExecutable(true));
        List<String> command = new ArrayList<>(List.of(before));
        command.add(program.toString());
        for (int i = 0; i < times; i++) {
            assertEquals(0, new ProcessBuilder(command).start().waitFor());
        }
    }

    String scrape() {
        return registry.scrape();
    }

    /** The lines of a scrape that begin so. */
    String lines(String beginning) {
        return scrape().lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    @Override
    public void close() {
        metrics.close();
        registry.close();
    }
}

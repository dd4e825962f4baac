// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts of the whole machine, against what the kernel counts in /proc/softirqs and /proc/interrupts, and what another tool measures. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class InterruptTruthTest {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();
    private static final int DATAGRAMS = 20_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Runs of softirqs so far, by vector. */
    private static Map<String, Long> softirqs() throws IOException {
        return counts(Path.of("/proc/softirqs"), 0);
    }

    /** Hardware interrupts so far, by the device's name; lines of devices only, which are those that begin with a number. */
    private static Map<String, Long> interrupts() throws IOException {
        return counts(Path.of("/proc/interrupts"), 1);
    }

    /** The sums of all CPUs in a table of the kernel: by what begins a line, or by what ends those that begin with a number. */
    private static Map<String, Long> counts(Path file, int numbered) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        int columns = 0;
        for (String line : Files.readAllLines(file)) {
            String[] words = line.strip().split("\\s+", -1);
            if (columns == 0) {
                columns = words.length;
                continue;
            }
            String first = words[0].replace(":", "");
            if (numbered == 1 && !Character.isDigit(first.charAt(0))) {
                continue;
            }
            long sum = 0;
            for (int column = 1; column <= columns; column++) {
                sum += Long.parseLong(words[column]);
            }
            counts.merge(numbered == 1 ? words[words.length - 1] : first, sum, Long::sum);
        }
        return counts;
    }

    /** Makes a disk interrupt: by reading it, or where that is forbidden by writing a file. */
    private static void useDisk(Path directory) throws Exception {
        String options = " bs=4096 count=500";
        Commands.run(
                "sh",
                "-c",
                "dd if=/dev/vda of=/dev/null iflag=direct" + options + " || dd if=/dev/zero of="
                        + directory.resolve("file") + " oflag=direct" + options);
    }

    private Map<String, Double> scraped(String metric, String label) {
        return Scrape.byLabel(registry.scrape(), metric, label);
    }

    private static EbpfMetrics metrics(Kernel kernel) {
        return EbpfMetrics.builder().kernel(kernel).add(InterruptMetrics.host()).build();
    }

    @Test
    void countsTheSoftirqsThatTheKernelCounts(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            Map<String, Long> outerStart = softirqs();
            Map<String, Double> before = scraped("ebpf_softirq_time_seconds_count", "vector");
            Map<String, Long> innerStart = softirqs();
            PrivateNetwork.exchange(DATAGRAMS);
            Map<String, Long> innerEnd = softirqs();
            Map<String, Double> after = scraped("ebpf_softirq_time_seconds_count", "vector");
            Map<String, Long> outerEnd = softirqs();

            assertEquals(outerEnd.keySet(), after.keySet());
            for (String vector : after.keySet()) {
                double counted = after.getOrDefault(vector, 0.0) - before.getOrDefault(vector, 0.0);
                long least = innerEnd.getOrDefault(vector, 0L)
                        - innerStart.getOrDefault(vector, 0L)
                        - CPUS; // One may be under way on each.
                long most = outerEnd.getOrDefault(vector, 0L) - outerStart.getOrDefault(vector, 0L) + CPUS;
                assertTrue(
                        counted >= least && counted <= most,
                        vector + ": " + counted + ", of between " + least + " and " + most);
            }
            assertTrue(
                    innerEnd.getOrDefault("NET_RX", 0L) - innerStart.getOrDefault("NET_RX", 0L) >= DATAGRAMS / 2,
                    "nothing was received");
        }
    }

    @Test
    void everyRunThatWasRaisedWaited(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            Map<String, Double> before = scraped("ebpf_softirq_latency_seconds_count", "vector");
            PrivateNetwork.exchange(DATAGRAMS);
            Map<String, Double> waited = scraped("ebpf_softirq_latency_seconds_count", "vector");
            Map<String, Double> ran = scraped("ebpf_softirq_time_seconds_count", "vector");
            assertTrue(
                    waited.getOrDefault("NET_RX", 0.0) - before.getOrDefault("NET_RX", 0.0) >= DATAGRAMS * 0.9,
                    waited.toString());
            ran.forEach((vector, runs) ->
                    assertTrue(waited.getOrDefault(vector, 0.0) <= runs + CPUS, vector + " waited more often"));
        }
    }

    @Test
    void countsTheInterruptsThatTheKernelCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            Map<String, Long> outerStart = interrupts();
            Map<String, Double> before = scraped("ebpf_hardirq_time_seconds_count", "irq");
            Map<String, Long> innerStart = interrupts();
            useDisk(directory);
            Map<String, Long> innerEnd = interrupts();
            Map<String, Double> after = scraped("ebpf_hardirq_time_seconds_count", "irq");
            Map<String, Long> outerEnd = interrupts();
            assertFalse(after.isEmpty(), "no interrupt came");
            for (String irq : innerEnd.keySet()) {
                double counted = after.getOrDefault(irq, 0.0) - before.getOrDefault(irq, 0.0);
                long least = innerEnd.getOrDefault(irq, 0L) - innerStart.getOrDefault(irq, 0L) - CPUS;
                long most = outerEnd.getOrDefault(irq, 0L) - outerStart.getOrDefault(irq, 0L) + CPUS;
                assertTrue(
                        counted >= least && counted <= most,
                        irq + ": " + counted + ", of between " + least + " and " + most);
            }
        }
    }

    /** The traffic lies in the time in which the tool measures, and that in the time between the outer readings. */
    @Test
    @Tag("host") // The tool is not in a guest.
    @KernelTest(needs = Need.PACKAGED_OBJECTS)
    void theTimeIsWhatAnotherToolMeasures(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            double outerStart = received();
            try (OtherTool tool = OtherTool.start("softirqs", "--nanoseconds")) {
                double innerStart = received();
                PrivateNetwork.exchange(DATAGRAMS);
                double inner = received() - innerStart;
                double told = tool.stopWords().stream()
                                .filter(words -> words.get(0).equals("net_rx"))
                                .mapToDouble(words -> Double.parseDouble(words.get(1)))
                                .sum()
                        / 1e9;
                double outer = received() - outerStart;
                // Each one's time has that in it which the other's programs take.
                assertTrue(
                        inner > 0.001 && told > inner * 0.75 && told < outer * 1.25,
                        "softirqs says " + told + " s, of between " + inner + " and " + outer);
            }
        }
    }

    @Test
    @Tag("host") // The tool is not in a guest.
    @KernelTest(needs = Need.PACKAGED_OBJECTS)
    void interruptsAreThoseThatAnotherToolCounts(Kernel kernel, @TempDir Path directory) throws Exception {
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            Map<String, Double> outerStart = interruptCounts();
            try (OtherTool tool = OtherTool.start("hardirqs", "--count")) {
                Map<String, Double> innerStart = interruptCounts();
                useDisk(directory);
                Map<String, Double> innerEnd = interruptCounts();
                Map<String, Long> told = new TreeMap<>();
                tool.stopWords().stream()
                        .filter(words -> words.size() == 2 && words.get(1).matches("\\d+"))
                        .forEach(words -> told.put(words.get(0), Long.valueOf(words.get(1))));
                Map<String, Double> outerEnd = interruptCounts();
                assertTrue(told.values().stream().anyMatch(count -> count >= 100), "no interrupt came: " + told);
                told.forEach((irq, count) -> {
                    double least = innerEnd.getOrDefault(irq, 0.0) - innerStart.getOrDefault(irq, 0.0) - CPUS;
                    double most = outerEnd.getOrDefault(irq, 0.0) - outerStart.getOrDefault(irq, 0.0) + CPUS;
                    assertTrue(
                            count >= least && count <= most,
                            irq + ": hardirqs says " + count + ", of between " + least + " and " + most);
                });
            }
        }
    }

    private Map<String, Double> interruptCounts() {
        return scraped("ebpf_hardirq_time_seconds_count", "irq");
    }

    private double received() {
        return scraped("ebpf_softirq_time_seconds_sum", "vector").getOrDefault("NET_RX", 0.0);
    }
}

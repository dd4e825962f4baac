// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private EbpfMetrics bound(Kernel kernel, MetricsSource source) {
        EbpfMetrics metrics = EbpfMetrics.builder().kernel(kernel).add(source).build();
        metrics.bindTo(registry);
        ProgramStatus status = metrics.status().get(0);
        if (status.state() != ProgramStatus.State.UP) {
            metrics.close();
        }
        assertEquals(ProgramStatus.State.UP, status.state(), status.toString());
        return metrics;
    }

    @Test
    @KernelTest
    void timersAreCountedByFunctionsThatTheKernelHas(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = bound(kernel, TimerMetrics.host())) {
            Thread.sleep(300); // The kernel's own housekeeping arms timers all the time.
            metrics.refresh();
            Collection<FunctionCounter> starts =
                    registry.find("ebpf.timer.starts").functionCounters();
            assertFalse(starts.isEmpty());
            Set<String> functions = starts.stream()
                    .map(counter -> String.valueOf(counter.getId().getTag("function")))
                    .collect(Collectors.toSet());
            try (Stream<String> symbols = Files.lines(Path.of("/proc/kallsyms"))) {
                Set<String> found = symbols.map(line -> line.split("\\s+", -1)[2])
                        .filter(functions::contains)
                        .collect(Collectors.toSet());
                assertEquals(functions, found);
            }
        }
    }

    @Test
    @KernelTest
    void waitingOfThisProcessIsCountedAndOfAnotherIsNot(Kernel kernel) throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        try (EbpfMetrics metrics = bound(kernel, RunQueueMetrics.of(Scope.process(sleeper.pid())))) {
            for (int i = 0; i < 50; i++) {
                Thread.sleep(1);
            }
            metrics.refresh();
            assertEquals(
                    0,
                    registry.get("ebpf.runqueue.latency.count")
                            .functionCounter()
                            .count());
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
        try (EbpfMetrics metrics = bound(kernel, RunQueueMetrics.of(Scope.thisProcess()))) {
            for (int i = 0; i < 50; i++) {
                Thread.sleep(1); // Each wake-up is one wait, though of no time where the CPU was idle.
            }
            metrics.refresh();
            double count = registry.get("ebpf.runqueue.latency.count")
                    .functionCounter()
                    .count();
            assertTrue(count >= 50, count + " waits");
            assertEquals(
                    count,
                    registry.get("ebpf.runqueue.latency.histogram")
                            .tag("le", "+Inf")
                            .functionCounter()
                            .count());
        }
    }

    @Test
    @KernelTest
    void blockIoIsFoundByThisKernelsPrototype(Kernel kernel) {
        try (EbpfMetrics metrics = bound(kernel, BlockIoMetrics.host())) {
            metrics.refresh();
            assertEquals(
                    1, registry.get("ebpf.up").tag("program", "blockio").gauge().value());
        }
    }

    @Test
    void aProcessIdIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> Scope.process(0));
        assertThrows(IllegalArgumentException.class, () -> Scope.process(1L << 31));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hardware counters: what is asked of the kernel, and what is said where the machine has none. */
class HardwareTest {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");
    private static final int HARDWARE = 0;
    private static final int CPUS = 2;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static SimulatedKernel simulated() throws IOException {
        SimulatedKernel kernel = new SimulatedKernel(0, 1);
        kernel.file(TYPES.toString(), Files.readAllBytes(TYPES));
        return kernel;
    }

    private static EbpfMetrics metrics(Kernel kernel) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(HardwareMetrics.of(Scope.host()))
                .build();
    }

    @Test
    @Tag("host") // The counters are made up.
    @KernelTest(needs = Need.BTF)
    void everyCpuIsAskedForItsFourCountersInTheirPeriods() throws IOException {
        SimulatedKernel kernel = simulated();
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            assertEquals(ProgramStatus.State.UP, metrics.status().get(0).state());
            List<PerfEvent> events = kernel.perfEvents();
            assertEquals(4 * CPUS, events.size());
            for (PerfEvent event : events) {
                assertEquals(HARDWARE, event.type());
                assertEquals(-1, event.pid());
                assertEquals(event.config() < 2 ? 10_000_000 : 100_000, event.sample());
            }
            for (int cpu = 0; cpu < CPUS; cpu++) {
                int one = cpu;
                assertEquals(
                        List.of(0L, 1L, 2L, 3L),
                        events.stream()
                                .filter(event -> event.cpu() == one)
                                .map(PerfEvent::config)
                                .sorted()
                                .toList());
            }
        }
    }

    @Test
    @Tag("host") // The counters are made up.
    @KernelTest(needs = Need.BTF)
    void numbersAreByCpu() throws IOException {
        SimulatedKernel kernel = simulated();
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            ByteBuffer cpu =
                    ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 1);
            ByteBuffer counts = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            counts.putLong(0, 50_000_000).putLong(8, 20_000_000);
            kernel.map("hardware_cycles").put(cpu.array(), counts.array());
            metrics.refresh();
            assertEquals(50_000_000, counter("ebpf.cpu.cycles"));
            assertEquals(20_000_000, counter("ebpf.cpu.instructions"));
            assertTrue(registry.find("ebpf.cpu.cache.misses").meters().isEmpty());
        }
    }

    private double counter(String name) {
        return registry.get(name).tag("cpu", "1").functionCounter().count();
    }

    @Test
    @Tag("host") // The counters are made up.
    @KernelTest(needs = Need.BTF)
    void aMachineWithoutCacheCountersHasTheOthers() throws IOException {
        SimulatedKernel kernel = simulated();
        kernel.before(Call.PERF_EVENT_OPEN, () -> {
            if (kernel.calls(Call.PERF_EVENT_OPEN) > 2 * CPUS) {
                kernel.failNext(Call.PERF_EVENT_OPEN, Errno.ENOENT);
            }
        });
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            assertEquals(ProgramStatus.State.UP, metrics.status().get(0).state());
            assertEquals(2, registry.get("ebpf.programs.attached").gauge().value());
        }
    }

    @Test
    @KernelTest(needs = {Need.BPF, Need.BTF})
    void aMachineWithoutCountersSaysSo(Kernel kernel) {
        boolean counts = Files.exists(Path.of("/sys/bus/event_source/devices/cpu"));
        try (EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            assertEquals(
                    counts ? ProgramStatus.State.UP : ProgramStatus.State.ABSENT, status.state(), status.toString());
            if (!counts) {
                assertEquals(ProgramStatus.Cause.UNSUPPORTED, status.cause(), status.toString());
                assertTrue(status.reason().contains("hardware counters"), status.toString());
            }
        }
    }
}

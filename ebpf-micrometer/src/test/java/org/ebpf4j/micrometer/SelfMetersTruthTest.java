// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

class SelfMetersTruthTest {
    private static final int CHILDREN = 7;
    private static final int ROOM = 4;
    private static final Path COUNTING = Path.of("/proc/sys/kernel/bpf_stats_enabled");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double count(String name) {
        return registry.get(name).functionCounter().count();
    }

    private static EbpfMetrics.Builder execs(Kernel kernel) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(ObjectMetrics.of(SelfMetersTruthTest.class, "execs.bpf.o")
                        .constant("target_tgid", target -> OwnProcess.id(target.kernel()))
                        .counter("execs_by_child", c -> {})
                        .counter("execs", c -> {}));
    }

    private static void haveChildren() throws Exception {
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            children.add(new ProcessBuilder("true").start());
        }
        for (Process child : children) {
            assertEquals(0, child.waitFor());
        }
    }

    @Test
    @KernelTest
    void aFullMapIsSeenAndWhatDidNotGetInIsCounted(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = execs(kernel).build()) {
            metrics.bindTo(registry);
            assertEquals(List.of(ProgramStatus.up("execs")), metrics.status());
            assertEquals(0, gauge("ebpf.map.entries"));
            haveChildren();
            metrics.refresh();
            assertEquals(ROOM, gauge("ebpf.map.entries"));
            assertEquals(ROOM, gauge("ebpf.map.capacity"), "of the one map that may be full");
            double counted = registry.get("execs.by.child").functionCounters().stream()
                    .mapToDouble(FunctionCounter::count)
                    .sum();
            double dropped = count("ebpf.map.drops");
            assertTrue(dropped >= CHILDREN - ROOM, dropped + " dropped");
            assertEquals(count("execs"), counted + dropped);
            assertEquals(
                    ROOM,
                    registry.get("ebpf.series")
                            .tag("metric", "execs.by.child")
                            .gauge()
                            .value());
            assertEquals(1, gauge("ebpf.programs.attached"));
            assertTrue(registry.find("ebpf.program.runs").meters().isEmpty() || counting(), "nobody counts runs");
        }
    }

    private static boolean counting() throws Exception {
        return Files.readString(COUNTING).startsWith("1");
    }

    @Test
    @KernelTest
    void runsAreCountedWhereTheKernelCountsThem(Kernel kernel) throws Exception {
        String before = Files.readString(COUNTING);
        Files.writeString(COUNTING, "1");
        try (EbpfMetrics metrics = execs(kernel).build()) {
            metrics.bindTo(registry);
            haveChildren();
            metrics.refresh();
            double runs = registry.get("ebpf.program.runs")
                    .tag("function", "process_exec")
                    .functionCounter()
                    .count();
            double seconds = count("ebpf.program.run.time");
            assertTrue(runs >= CHILDREN, runs + " runs");
            // Asked later, of the only program of that name: whoever else starts programs adds to it.
            Matcher shown = Pattern.compile("name process_exec .*run_time_ns (\\d+) run_cnt (\\d+)")
                    .matcher(output("bpftool", "prog", "show", "name", "process_exec"));
            assertTrue(shown.find());
            assertTrue(seconds > 0 && seconds <= Long.parseLong(shown.group(1)) * 1e-9, seconds + " s");
            assertTrue(runs <= Long.parseLong(shown.group(2)), runs + " runs");
        } finally {
            Files.writeString(COUNTING, before);
        }
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}

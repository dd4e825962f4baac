// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that lacks one thing that one metric reads: the real one, whose description of itself has another name there. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class DriftTest {
    private static final String TYPES = "/sys/kernel/btf/vmlinux";
    private static final String ITEMS = "runqueue,offcpu,reclaim,signals,processes,blockio,tcp,interrupts,timers";

    /** The kernel's BTF with one name changed; names stand there once, between zeros. */
    private static byte[] without(String name) throws IOException {
        String types = Files.readString(Path.of(TYPES), StandardCharsets.ISO_8859_1);
        String changed = types.replace("\0" + name + "\0", "\0" + "~".repeat(name.length()) + "\0");
        assertTrue(!changed.equals(types), "this kernel has no " + name);
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Kernel describedBy(byte[] types, Kernel real) {
        return (Kernel) Proxy.newProxyInstance(
                DriftTest.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("openFile") && TYPES.equals(arguments[0])) {
                        return new ByteArrayInputStream(types);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void onlyAbsent(String program, String reason, Kernel kernel) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        EbpfCatalog.named(ITEMS).forEach(builder::add);
        try (EbpfMetrics metrics = builder.build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            metrics.bindTo(registry);
            List<ProgramStatus> absent = metrics.status().stream()
                    .filter(status -> status.state() == ProgramStatus.State.ABSENT)
                    .toList();
            assertEquals(
                    List.of(program),
                    absent.stream().map(ProgramStatus::program).toList(),
                    absent.toString());
            assertTrue(absent.get(0).reason().contains(reason), absent.toString());
            assertEquals(
                    0, registry.get("ebpf.up").tag("program", program).gauge().value());
            assertEquals(
                    1,
                    registry.get("ebpf.up").tag("program", "processes").gauge().value());
        }
    }

    @Test
    void aFieldThatIsGoneTakesTheMetricAwayThatReadsIt(Kernel kernel) throws Exception {
        onlyAbsent("blockio", "__data_len", describedBy(without("__data_len"), kernel));
    }

    @Test
    void aFieldOfSocketsThatIsGoneTakesTheMetricsOfConnectionsAway(Kernel kernel) throws Exception {
        onlyAbsent("tcp", "skc_dport", describedBy(without("skc_dport"), kernel));
    }

    /** The scheduler's account of waits, and the way to its clock, are options of the kernel. */
    @ParameterizedTest
    @ValueSource(strings = {"last_queued", "sched_info", "rq"})
    void aSchedulerThatKeepsNoAccountTakesTheMetricOfItsWaitsAway(String name, Kernel kernel) throws Exception {
        onlyAbsent("runqueue", name, describedBy(without(name), kernel));
    }

    @Test
    void aHookThatIsGoneTakesTheMetricAwayThatHangsThere(Kernel kernel) throws Exception {
        onlyAbsent("signals", "signal_generate", describedBy(without("btf_trace_signal_generate"), kernel));
    }
}

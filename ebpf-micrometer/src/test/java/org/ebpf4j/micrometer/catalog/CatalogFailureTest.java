// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.ProgramVerdict;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One of the ready-made metrics can't be had: the others come. The kernel is simulated, but has the types of the real one. */
@Tag("host") // What goes wrong is made up.
@KernelTest(needs = Need.BTF)
class CatalogFailureTest {
    private static final String TYPES = "/sys/kernel/btf/vmlinux";

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void describeTheKernel() throws IOException {
        kernel.file(TYPES, Files.readAllBytes(Path.of(TYPES)));
        kernel.file("/proc/kallsyms", "");
    }

    private List<ProgramStatus> bound() {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(BlockIoMetrics.host())
                .add(TimerMetrics.host())
                .build()) {
            metrics.bindTo(registry);
            List<ProgramStatus> status = metrics.status();
            assertEquals(ProgramStatus.State.UP, status.get(1).state(), status.toString());
            assertEquals(
                    List.of("timer_start"),
                    kernel.programs().stream().map(program -> program.name()).toList());
            assertEquals(1, kernel.links().size(), "half of the programs are attached");
            assertEquals(
                    0, registry.get("ebpf.up").tag("program", "blockio").gauge().value());
            assertEquals(
                    1, registry.get("ebpf.up").tag("program", "timers").gauge().value());
            return status;
        } finally {
            assertEquals(List.of(), kernel.openDescriptors());
            assertEquals(List.of(), kernel.openMappings());
        }
    }

    @Test
    void whereTheSecondHookIsMissingTheFirstIsLetGo() {
        AtomicInteger attached = new AtomicInteger();
        kernel.before(Call.RAW_TRACEPOINT_OPEN, () -> {
            if (attached.incrementAndGet() == 2) {
                kernel.failNext(Call.RAW_TRACEPOINT_OPEN, Errno.EINVAL);
            }
        });
        ProgramStatus status = bound().get(0);
        assertEquals(ProgramStatus.State.ABSENT, status.state());
        assertTrue(status.reason().contains("block_rq_complete"), status.toString());
    }

    @Test
    void aProgramThatTheVerifierRejectsIsNamedWithoutTheWholeLog() {
        String log = "0: R1=ctx() R10=fp0\n".repeat(500) + "R2 invalid mem access 'scalar'\nprocessed 500 insns\n";
        kernel.programVerdict(program -> program.name().startsWith("block_rq_comp")
                ? ProgramVerdict.reject(Errno.EACCES, log)
                : ProgramVerdict.accept());
        ProgramStatus status = bound().get(0);
        assertEquals(ProgramStatus.State.ABSENT, status.state());
        assertTrue(status.reason().contains("block_rq_complete"), status.toString());
        assertTrue(status.reason().contains("R2 invalid mem access 'scalar'"), status.toString());
        assertFalse(status.reason().contains("\n"), status.toString());
    }

    @Test
    void withoutTracefsOnlyWhatNeedsItIsAbsent() {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(SocketMetrics.of(Scope.host()))
                .add(TimerMetrics.host())
                .build()) {
            metrics.bindTo(registry);
            ProgramStatus sockets = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, sockets.state());
            assertTrue(sockets.reason().contains("mount -t tracefs tracefs /sys/kernel/tracing"), sockets.toString());
            assertEquals(ProgramStatus.State.UP, metrics.status().get(1).state());
            assertTrue(registry.find("ebpf.connect.errors").meters().isEmpty());
        }
        assertEquals(List.of(), kernel.openDescriptors());
        kernel.file("/sys/kernel/tracing/events/syscalls/sys_exit_connect/id", "1001\n");
        kernel.file("/sys/kernel/tracing/events/syscalls/sys_exit_accept/id", "1002\n");
        kernel.file("/sys/kernel/tracing/events/syscalls/sys_exit_accept4/id", "1003\n");
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(SocketMetrics.of(Scope.host()))
                .build()) {
            metrics.bindTo(registry);
            assertEquals(
                    ProgramStatus.State.UP,
                    metrics.status().get(0).state(),
                    metrics.status().toString());
        }
    }

    @Test
    void aWalkThatFailsIsCountedAndLeavesTheMetersAsTheyAre() {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(ListenerMetrics.thisNetwork())
                .build()) {
            metrics.bindTo(registry);
            assertEquals("up", metrics.status().get(0).describe());
            FunctionCounter errors = registry.get("ebpf.collect.errors").functionCounter();
            kernel.failNext(Call.ITERATOR_CREATE, Errno.EMFILE);
            metrics.refresh();
            assertEquals(1, errors.count());
            metrics.refresh();
            assertEquals(1, errors.count());
            assertEquals("up", metrics.status().get(0).describe());
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.OwnProcess;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Whose run-queue delay is counted. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.CGROUP})
class ScopeTest {
    private static final Path PROCESSES = Path.of("cgroup.procs");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double waits(EbpfMetrics metrics) {
        metrics.refresh();
        return registry.get("ebpf.runqueue.latency.count").functionCounter().count();
    }

    private static EbpfMetrics runQueue(Kernel kernel, Scope scope) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(RunQueueMetrics.of(scope))
                .build();
    }

    @Test
    void theRootCgroupIsNoScope(Kernel kernel) throws Exception {
        Path root = OwnCgroup.root();
        OwnCgroup own = OwnCgroup.enter(root);
        try (EbpfMetrics metrics = runQueue(kernel, Scope.thisCgroup())) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.Cause.UNSUPPORTED, status.cause());
            assertTrue(status.reason().contains("use the scope of this process or of the host"), status.reason());
        } finally {
            own.leave();
        }
    }

    @Test
    void aCgroupHasItsProcessesAndNoOthers(Kernel kernel) throws Exception {
        Path cgroup = Files.createDirectory(OwnCgroup.root()
                .resolve("ebpf4j-scope-" + ProcessHandle.current().pid()));
        Process sleeper =
                new ProcessBuilder("sh", "-c", "read go; for i in 1 2 3 4 5; do sleep 0.01; done; read end").start();
        try {
            OwnCgroup own = OwnCgroup.enter(cgroup);
            EbpfMetrics metrics = runQueue(kernel, Scope.thisCgroup());
            try {
                assertEquals(Files.getAttribute(cgroup, "unix:ino"), OwnProcess.cgroup(kernel));
                metrics.bindTo(registry);
                assertEquals(
                        "up",
                        metrics.status().get(0).describe(),
                        "this process's threads are of the cgroup while here");
            } finally {
                own.leave();
            }
            try (metrics) {
                double before = waits(metrics);
                for (int i = 0; i < 50; i++) {
                    Thread.sleep(1);
                }
                assertEquals(before, waits(metrics), "this process left");
                Files.writeString(cgroup.resolve(PROCESSES), Long.toString(sleeper.pid()));
                sleeper.getOutputStream().write('\n');
                sleeper.getOutputStream().flush();
                while (waits(metrics) < before + 5) {
                    Thread.sleep(10);
                }
            }
        } finally {
            sleeper.destroyForcibly().waitFor();
            OwnCgroup.remove(cgroup);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Threads that sleep, park and are preempted, against what the scheduler counts of them. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class OffCpuTruthTest {
    /** Most events of each kind that may not come to the program: some don't while others attach theirs to the same hook. */
    private static final int MISSED = 4;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final CompletableFuture<String> started = new CompletableFuture<>();
    private final CompletableFuture<String> moved = new CompletableFuture<>();

    private double count(String meter, String... tags) {
        return registry.find(meter).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    /** What there is of the calling thread in one of the registry and the scheduler. */
    private record Switches(double voluntary, double involuntary, double migrations) {
        static Switches scheduler() throws IOException {
            return new Switches(
                    own("status", "voluntary_ctxt_switches"),
                    own("status", "nonvoluntary_ctxt_switches"),
                    own("sched", "se.nr_migrations"));
        }

        private static long own(String file, String name) throws IOException {
            return Files.readAllLines(Path.of("/proc/thread-self", file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.lastIndexOf(':') + 1).strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }

        Switches since(Switches before) {
            return new Switches(
                    voluntary - before.voluntary, involuntary - before.involuntary, migrations - before.migrations);
        }

        boolean atLeast(Switches least, int missed) {
            return voluntary >= least.voluntary - missed
                    && involuntary >= least.involuntary - missed
                    && migrations >= least.migrations - missed;
        }
    }

    private Switches counted(EbpfMetrics metrics) {
        metrics.refresh();
        return new Switches(
                count("ebpf.context.switches", "group", "switchy-*", "kind", "voluntary"),
                count("ebpf.context.switches", "group", "switchy-*", "kind", "involuntary"),
                count("ebpf.cpu.migrations", "group", "switchy-*"));
    }

    @Test
    void sleepingAndParkingTakeTheTimeThatTheyTake(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(OffCpuMetrics.of(Scope.thisProcess()))
                .build()) {
            metrics.bindTo(registry);
            long[] slept = new long[1];
            int[] parked = new int[1];
            Thread thread = new Thread(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            long begin = System.nanoTime();
                            LockSupport.parkNanos(10_000_000);
                            long took = System.nanoTime() - begin;
                            slept[0] += took;
                            parked[0] += took >= 10_000_000 ? 1 : 0;
                        }
                    },
                    "sleepy-7");
            thread.start();
            thread.join();
            metrics.refresh();
            double sum = count("ebpf.offcpu.time.sum", "group", "sleepy-*", "reason", "sleeping");
            // The time of the calls themselves is in what the thread measured, its start and end are in what the kernel
            // did.
            assertTrue(
                    sum > slept[0] * 0.9e-9 && sum < slept[0] * 1.1e-9,
                    sum + " s, the thread says " + slept[0] + " ns");
            double longOnes = count(
                            "ebpf.offcpu.time.histogram", "group", "sleepy-*", "reason", "sleeping", "le", "+Inf")
                    - count("ebpf.offcpu.time.histogram", "group", "sleepy-*", "reason", "sleeping", "le", "0.008192");
            assertEquals(parked[0], longOnes, "of more than 8 ms");
        }
    }

    @Test
    void switchesAndMigrationsAreThoseThatTheSchedulerCounts(Kernel kernel) throws Exception {
        Process competitor = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        Process another = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "switchy-1"));
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(OffCpuMetrics.of(Scope.thisProcess()))
                .build()) {
            metrics.bindTo(registry);
            Future<String> compared = executor.submit(() -> {
                compare(metrics);
                return "compared";
            });
            // Threads that the measured one began would have its name at first.
            for (int i = 0; i < 10 && !compared.isDone(); i++) {
                Commands.run("taskset", "-p", "-c", Integer.toString(i % 2), started.join());
                Thread.sleep(200);
            }
            moved.complete("moved");
            compared.get();
        } finally {
            executor.shutdown();
            competitor.destroyForcibly().waitFor();
            another.destroyForcibly().waitFor();
        }
    }

    /** The thread is counted while it counts, so the scheduler is asked before and after. */
    private void compare(EbpfMetrics metrics) throws IOException {
        String id = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
        started.complete(id);
        Switches outerStart = Switches.scheduler();
        Switches before = counted(metrics);
        Switches innerStart = Switches.scheduler();
        while (!moved.isDone()) {
            LockSupport.parkNanos(100_000);
            long end = System.nanoTime() + 10_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
        Switches inner = Switches.scheduler().since(innerStart);
        Switches counted = counted(metrics).since(before);
        Switches outer = Switches.scheduler().since(outerStart);
        assertTrue(inner.atLeast(new Switches(20, 1, 5), 0), "nothing to count: " + inner);
        assertTrue(
                counted.atLeast(inner, MISSED) && outer.atLeast(counted, 0),
                counted + ", of between " + inner + " and " + outer);
    }
}

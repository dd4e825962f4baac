// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** A busy process that shares one CPU with another, against the run delay that the scheduler itself adds up. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class RunQueueTruthTest {
    private static final String SUM = "ebpf_runqueue_latency_seconds_sum";

    private static Process busy(int cpu) throws IOException {
        return new ProcessBuilder("taskset", "-c", Integer.toString(cpu), "sh", "-c", "while :; do :; done").start();
    }

    /** Field 2 of the main thread's schedstat: nanoseconds of waiting for a CPU, here in seconds. */
    private static double runDelay(Process process) throws IOException {
        Path file = Path.of("/proc/" + process.pid() + "/task/" + process.pid() + "/schedstat");
        return Long.parseLong(Files.readString(file).split(" ", 3)[1]) / 1e9;
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    /** Both are one account, so the sum is exactly between what is read before it and after it; but for seconds in doubles. */
    private static void assertSameAccount(Kernel kernel, Process measured, Meanwhile meanwhile) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(RunQueueMetrics.of(Scope.process(measured.pid())))
                .build()) {
            metrics.bindTo(registry);
            Thread.sleep(200);
            double outerStart = runDelay(measured);
            double sumBefore = Scrape.value(registry.scrape(), SUM);
            double innerStart = runDelay(measured);
            meanwhile.run();
            double inner = runDelay(measured) - innerStart;
            double sum = Scrape.value(registry.scrape(), SUM) - sumBefore;
            double outer = runDelay(measured) - outerStart;
            assertTrue(inner > 0.3, "nobody competed: run delay " + inner + " s");
            assertTrue(sum > inner - 1e-6 && sum < outer + 1e-6, sum + " s, of between " + inner + " and " + outer);
        }
    }

    @Test
    void theSumIsTheRunDelayOfSchedstat(Kernel kernel) throws Exception {
        Process measured = busy(0);
        Process competitor = busy(0);
        try {
            assertSameAccount(kernel, measured, () -> Thread.sleep(3000));
        } finally {
            measured.destroyForcibly().waitFor();
            competitor.destroyForcibly().waitFor();
        }
    }

    /** A thread that is moved while it waits waits on: the kernel's account has its wait in two parts. */
    @Test
    void waitsOfAThreadThatIsMovedCount(Kernel kernel) throws Exception {
        Process measured = busy(0);
        List<Process> competitors = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                competitors.add(busy(i % 2));
            }
            assertSameAccount(kernel, measured, () -> {
                for (int i = 1; i <= 50; i++) {
                    Process moved = new ProcessBuilder(
                                    "taskset", "-p", "-c", Integer.toString(i % 2), Long.toString(measured.pid()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    assertEquals(0, moved.waitFor());
                }
                // Until what was added while it waited is of a wait that has come to its end.
                Thread.sleep(1000);
            });
        } finally {
            measured.destroyForcibly().waitFor();
            for (Process competitor : competitors) {
                competitor.destroyForcibly().waitFor();
            }
        }
    }

    /** Field 2 of the calling thread's schedstat, in seconds. */
    private static double ownRunDelay() throws IOException {
        return Long.parseLong(
                        Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", 3)[1])
                / 1e9;
    }

    private static double delayOf(PrometheusMeterRegistry registry, String group) {
        return Scrape.value(registry.scrape(), SUM + "{group=\"" + group + "\"}");
    }

    @Test
    void aPoolOfThreadsHasTheRunDelayOfItsThreads(Kernel kernel) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Process competitor =
                new ProcessBuilder("sh", "-c", "for i in 1 2 3 4; do while :; do :; done & done; echo; wait").start();
        ExecutorService pool = Executors.newFixedThreadPool(2, new ThreadFactory() {
            private final AtomicInteger number = new AtomicInteger();

            @Override
            public Thread newThread(Runnable task) {
                return new Thread(task, "starving-" + number.incrementAndGet());
            }
        });
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(RunQueueMetrics.of(Scope.thisProcess()).byThreadGroup())
                .build()) {
            competitor.getInputStream().read();
            metrics.bindTo(registry);
            List<Future<Double>> truths = new ArrayList<>();
            CountDownLatch named = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                truths.add(pool.submit(() -> {
                    named.countDown();
                    named.await();
                    double before = ownRunDelay();
                    long end = System.nanoTime() + 2_000_000_000L;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    return ownRunDelay() - before;
                }));
            }
            double truth = truths.get(0).get() + truths.get(1).get();
            double delay = delayOf(registry, "starving-*");
            assertTrue(truth > 0.5, "nobody competed: run delay " + truth + " s");
            assertTrue(delay > truth * 0.99 && delay < truth * 1.05, delay + " s, of " + truth);
        } finally {
            pool.shutdown();
            competitor.descendants().forEach(ProcessHandle::destroyForcibly);
            competitor.destroyForcibly().waitFor();
        }
    }
}

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

    /** Nanoseconds on a CPU and waiting for one, and how often it began to run. */
    private static long[] schedstat(Path task) throws IOException {
        return Stream.of(Files.readString(task.resolve("schedstat")).strip().split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static double runDelay(Path task) throws IOException {
        return schedstat(task)[1] / 1e9;
    }

    private static void untilItHasBegunToRunAgain(Path task) throws Exception {
        long before = schedstat(task)[2];
        while (schedstat(task)[2] < before + 3) { // More than once, for the kernel may leave a call out.
            Thread.sleep(10);
        }
    }

    private static void untilItSleeps(Path task) throws Exception {
        while (!Files.readString(task.resolve("stat")).contains(") S ")) {
            Thread.sleep(10);
        }
    }

    private static double runDelay(List<Path> tasks) throws IOException {
        double all = 0;
        for (Path task : tasks) {
            all += runDelay(task);
        }
        return all;
    }

    private static Path mainThread(Process process) {
        return Path.of("/proc/" + process.pid() + "/task/" + process.pid());
    }

    private interface Work {
        void run() throws Exception;
    }

    /**
     * Both are one account, so the sum is exactly between what is read before it and after it; but for seconds in doubles.
     *
     * @param source has the metric
     * @param sum its sum
     * @param tasks whose waits they are
     * @param meanwhile makes them wait
     * @param after lets them begin to run once more, whereby waits are counted that no program was called for
     */
    private static void assertSameAccount(
            Kernel kernel, RunQueueMetrics source, String sum, List<Path> tasks, Work meanwhile, Work after)
            throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(source).build()) {
            metrics.bindTo(registry);
            after.run();
            double outerStart = runDelay(tasks);
            double sumBefore = Scrape.value(registry.scrape(), sum);
            double innerStart = runDelay(tasks);
            meanwhile.run();
            double inner = runDelay(tasks) - innerStart;
            after.run();
            double counted = Scrape.value(registry.scrape(), sum) - sumBefore;
            double outer = runDelay(tasks) - outerStart;
            assertTrue(inner > 0.3, "nobody competed: run delay " + inner + " s");
            assertTrue(
                    counted > inner - 1e-6 && counted < outer + 1e-6,
                    counted + " s, of between " + inner + " and " + outer);
        }
    }

    private static void assertSameAccount(Kernel kernel, Process measured, Work meanwhile) throws Exception {
        assertSameAccount(
                kernel,
                RunQueueMetrics.of(Scope.process(measured.pid())),
                SUM,
                List.of(mainThread(measured)),
                meanwhile,
                () -> untilItHasBegunToRunAgain(mainThread(measured)));
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
                    Thread.sleep(20); // So that it has waited for long in all, however fast it is moved.
                }
            });
        } finally {
            measured.destroyForcibly().waitFor();
            for (Process competitor : competitors) {
                competitor.destroyForcibly().waitFor();
            }
        }
    }

    /** Lets each of two threads do something at the same time. */
    private static void inBoth(ExecutorService pool, Work work) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        List<Future<?>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(pool.submit(() -> {
                begun.countDown();
                begun.await();
                work.run();
                return null;
            }));
        }
        for (Future<?> one : both) {
            one.get();
        }
    }

    private static void spin() {
        long end = System.nanoTime() + 2_000_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aPoolOfThreadsHasTheRunDelayOfItsThreads(Kernel kernel) throws Exception {
        Process competitor =
                new ProcessBuilder("sh", "-c", "for i in 1 2 3 4; do while :; do :; done & done; echo; wait").start();
        ExecutorService pool = Executors.newFixedThreadPool(2, new ThreadFactory() {
            private final AtomicInteger number = new AtomicInteger();

            @Override
            public Thread newThread(Runnable task) {
                return new Thread(task, "starving-" + number.incrementAndGet());
            }
        });
        try {
            competitor.getInputStream().read();
            List<Path> tasks = new CopyOnWriteArrayList<>();
            inBoth(pool, () -> tasks.add(Path.of("/proc/thread-self").toRealPath()));
            assertSameAccount(
                    kernel,
                    RunQueueMetrics.of(Scope.thisProcess()).byThreadGroup(),
                    SUM + "{group=\"starving-*\"}",
                    tasks,
                    () -> inBoth(pool, RunQueueTruthTest::spin),
                    () -> {
                        inBoth(pool, () -> Thread.sleep(10));
                        for (Path task : tasks) {
                            untilItSleeps(task);
                        }
                    });
        } finally {
            pool.shutdown();
            competitor.descendants().forEach(ProcessHandle::destroyForcibly);
            competitor.destroyForcibly().waitFor();
        }
    }
}

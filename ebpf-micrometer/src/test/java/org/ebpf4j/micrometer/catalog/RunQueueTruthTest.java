// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** A busy process that shares one CPU with another, against the run delay that the scheduler itself adds up. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class RunQueueTruthTest {
    private static final String SUM = "ebpf_runqueue_latency_seconds_sum";

    private static Process busy() throws IOException {
        return new ProcessBuilder("taskset", "-c", "0", "sh", "-c", "while :; do :; done").start();
    }

    /** Field 2 of the main thread's schedstat: nanoseconds of waiting for a CPU, here in seconds. */
    private static double runDelay(Process process) throws IOException {
        Path file = Path.of("/proc/" + process.pid() + "/task/" + process.pid() + "/schedstat");
        return Long.parseLong(Files.readString(file).split(" ", 3)[1]) / 1e9;
    }

    @Test
    void theSumIsTheRunDelayOfSchedstat(Kernel kernel) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Process measured = busy();
        Process competitor = busy();
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(RunQueueMetrics.of(Scope.process(measured.pid())))
                .build()) {
            metrics.bindTo(registry);
            Thread.sleep(200);
            double outerStart = runDelay(measured);
            double sumBefore = Scrape.value(registry.scrape(), SUM);
            double innerStart = runDelay(measured);
            Thread.sleep(3000);
            double inner = runDelay(measured) - innerStart;
            double sum = Scrape.value(registry.scrape(), SUM) - sumBefore;
            double outer = runDelay(measured) - outerStart;
            assertTrue(inner > 0.5, "the two did not compete: run delay " + inner + " s");
            // A scrape takes its time, so the truth is read before and after it.
            assertTrue(sum > inner * 0.9 && sum < outer * 1.1, sum + " s, of between " + inner + " and " + outer);
        } finally {
            measured.destroyForcibly().waitFor();
            competitor.destroyForcibly().waitFor();
        }
    }
}

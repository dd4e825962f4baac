// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.catalog.RunQueueMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two histograms of one map, whose pictures both are of: one with all buckets and one with some. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING})
class BucketRangeKernelTest {
    private static final Duration STEP = Duration.ofMinutes(1);

    private static final ObjectMetrics BOTH = ObjectMetrics.of(RunQueueMetrics.class, "runqueue.bpf.o")
            .histogram("runqueue_latency", h -> h.name("all").exp2(Duration.ofNanos(1000), 27))
            .histogram(
                    "runqueue_latency",
                    h -> h.name("some")
                            .buckets(Duration.ofNanos(10_000), Duration.ofMillis(1))
                            .exp2(Duration.ofNanos(1000), 27));

    private static final List<String> SOME =
            List.of("0.000016", "0.000032", "0.000064", "0.000128", "0.000256", "0.000512", "+Inf");

    private final MockClock clock = new MockClock();
    private final StepMeterRegistry steps = new Steps(clock);
    /** A registry that tells what came in each step, without a back end. */
    private static final class Steps extends StepMeterRegistry {
        Steps(Clock clock) {
            super(
                    new StepRegistryConfig() {
                        @Override
                        public String prefix() {
                            return "steps";
                        }

                        @Override
                        public @Nullable String get(String key) {
                            return key.equals("steps.step") ? STEP.toSeconds() + "s" : null;
                        }
                    },
                    clock);
        }

        @Override
        protected void publish() {}

        @Override
        protected TimeUnit getBaseTimeUnit() {
            return TimeUnit.SECONDS;
        }
    }

    private Map<String, Double> stepped(String name) {
        Map<String, Double> counts = new TreeMap<>();
        for (FunctionCounter bucket : steps.get(name + ".histogram").functionCounters()) {
            counts.put(String.valueOf(bucket.getId().getTag("le")), bucket.count());
        }
        counts.put("count", steps.get(name + ".count").functionCounter().count());
        counts.put("sum", steps.get(name + ".sum").functionCounter().count());
        return counts;
    }

    private static Map<String, Double> scraped(String scrape, String name) {
        Map<String, Double> counts = new TreeMap<>();
        for (String line : Fixtures.lines(scrape, name + "_seconds_").lines().toList()) {
            String[] parts = line.substring((name + "_seconds_").length()).split(" ", -1);
            counts.put(parts[0], Double.valueOf(parts[1]));
        }
        return counts;
    }

    @Test
    void whatStaysIsWhatItIsAmongAll(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(BOTH)
                .maxAge(Duration.ofHours(1))
                .build()) {
            metrics.bindTo(steps);
            assertEquals(List.of(ProgramStatus.up("runqueue")), metrics.status());
            for (int i = 0; i < 200; i++) {
                Thread.sleep(1);
            }
            metrics.refresh();
            stepped("all");
            stepped("some");
            clock.add(STEP);
            Map<String, Double> all = stepped("all");
            Map<String, Double> some = stepped("some");
            assertTrue(some.getOrDefault("count", 0.0) >= 200, some.toString());
            assertEquals(SOME.size() + 2, some.size(), some.toString());
            assertEquals(some.get("count"), some.get("+Inf"));
            all.keySet().retainAll(some.keySet());
            assertEquals(all, some);
        }
    }

    @Test
    void aScrapeHasTheSameCountsInFewerLines(Kernel kernel) throws Exception {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(BOTH)
                .maxAge(Duration.ofHours(1))
                .build()) {
            PrometheusMeterRegistry prometheus = Fixtures.prometheus();
            metrics.bindTo(prometheus);
            for (int i = 0; i < 200; i++) {
                Thread.sleep(1);
            }
            metrics.refresh();
            String scrape = prometheus.scrape();
            Map<String, Double> all = scraped(scrape, "all");
            Map<String, Double> some = scraped(scrape, "some");
            assertTrue(some.getOrDefault("count", 0.0) >= 200, some.toString());
            assertEquals(SOME.size() + 2, some.size(), some.toString());
            assertEquals(28 + 2, all.size(), all.toString());
            all.keySet().retainAll(some.keySet());
            assertEquals(all, some);
        }
    }
}

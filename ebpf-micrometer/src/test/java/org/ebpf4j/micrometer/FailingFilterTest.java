// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** What a registry's own code throws is as wrong as may be: a class that is missing, say. */
class FailingFilterTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeMap map = new FakeMap().put(1, 10);
    private final EbpfMetrics metrics = metrics(
            source("a", map, counter("shop.refused"), noLabels()), source("b", map, counter("shop.taken"), noLabels()));

    private static <R extends MeterRegistry> R failing(R registry, String prefix) {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (id.getName().startsWith(prefix)) {
                    throw new NoClassDefFoundError("shop/Names");
                }
                return id;
            }
        });
        return registry;
    }

    @Test
    void anErrorOfAFilterCostsOnlyTheMetersThatItIsAskedAbout() {
        SimpleMeterRegistry simple = failing(new SimpleMeterRegistry(), "shop.refused");
        PrometheusMeterRegistry prometheus = failing(prometheus(), "shop.refused");
        try (metrics) {
            metrics.bindTo(simple);
            metrics.bindTo(prometheus);
            assertTrue(simple.find("shop.refused").meters().isEmpty());
            assertEquals(10, simple.get("shop.taken").functionCounter().count());
            assertEquals("shop_taken_total 10.0\n", lines(prometheus.scrape(), "shop_taken_total 10"));
        }
    }

    @Test
    void anErrorOfAFilterOverTheMetersAboutProgramsCostsOnlyThose() {
        SimpleMeterRegistry simple = failing(new SimpleMeterRegistry(), "ebpf.");
        try (metrics) {
            metrics.bindTo(simple);
            assertEquals(10, simple.get("shop.taken").functionCounter().count());
        }
    }

    /** A composite that fails when it is asked what it is made of. */
    private static final class Failing extends CompositeMeterRegistry {
        private final CountDownLatch failures = new CountDownLatch(2);
        private volatile boolean failing;

        @Override
        public Set<MeterRegistry> getRegistries() {
            if (failing) {
                failures.countDown();
                throw new NoClassDefFoundError("shop/Registries");
            }
            return super.getRegistries();
        }
    }

    @Test
    void whatFailsOnceIsTriedAgain() throws Exception {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        Failing composite = new Failing();
        composite.add(simple);
        try (EbpfMetrics often = EbpfMetrics.builder()
                .kernel(new SimulatedKernel())
                .maxAge(Duration.ofMillis(1))
                .build(List.of(source("b", map, counter("shop.taken"), noLabels())), Exporters.available())) {
            often.bindTo(composite);
            composite.failing = true;
            assertTrue(composite.failures.await(LONG.toSeconds(), TimeUnit.SECONDS));
            composite.failing = false;
            map.put(1, 11);
            long end = System.nanoTime() + LONG.toNanos();
            while (simple.get("shop.taken").functionCounter().count() != 11) {
                assertTrue(System.nanoTime() - end < 0, "the counter stays as it was");
                Thread.sleep(1);
            }
        }
    }
}

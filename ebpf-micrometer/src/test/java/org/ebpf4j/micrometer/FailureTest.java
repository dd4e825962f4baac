// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.catalog.TimerMetrics;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** What a service notices of what goes wrong: its own metrics come all the same, and ours say what is missing. */
class FailureTest {
    private static final ObjectMetrics OBJECT =
            ObjectMetrics.of(FailureTest.class, "meters.bpf.o").counter("total", c -> c.name("shop.seen"));
    private static final String OWN = "own_total 1.0\n";

    private final PrometheusMeterRegistry registry = prometheus();
    private final SimulatedKernel kernel = new SimulatedKernel();

    FailureTest() {
        registry.counter("own").increment();
    }

    @Test
    void whereTheNativeLibraryDoesNotLoadNothingElseIsLost() {
        Kernel none = (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    throw new UnsatisfiedLinkError("no jffi in java.library.path");
                });
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(none).add(OBJECT).build()) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, status.state());
            assertTrue(status.reason().contains("no jffi in java.library.path"), status.toString());
            assertEquals("ebpf_up{program=\"meters\"} 0.0\n", lines(registry.scrape(), "ebpf_up{"));
            assertTrue(registry.scrape().contains(OWN));
        }
    }

    @Test
    void whatIsForbiddenIsTriedOnce() {
        for (Call call : List.of(Call.MAP_CREATE, Call.PROGRAM_LOAD, Call.RAW_TRACEPOINT_OPEN)) {
            SimulatedKernel forbidding = new SimulatedKernel();
            forbidding.failAlways(call, Errno.EPERM);
            SimpleMeterRegistry simple = new SimpleMeterRegistry();
            try (EbpfMetrics metrics =
                    EbpfMetrics.builder().kernel(forbidding).add(OBJECT).build()) {
                metrics.bindTo(simple);
                long tried = forbidding.calls(call);
                assertTrue(tried > 0);
                for (int i = 0; i < 5; i++) {
                    metrics.refresh();
                    metrics.bindTo(new SimpleMeterRegistry());
                }
                assertEquals(tried, forbidding.calls(call), call.toString());
                assertEquals(0, simple.get("ebpf.up").gauge().value());
                assertTrue(simple.find("shop.seen").meters().isEmpty(), "what is not measured is not shown as zero");
            }
        }
    }

    @Test
    void withoutTheKernelsTypesOnlyWhatNeedsThemIsAbsent() {
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .add(TimerMetrics.host())
                .add(OBJECT)
                .build()) {
            metrics.bindTo(registry);
            ProgramStatus timers = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, timers.state());
            assertTrue(timers.reason().contains("/sys/kernel/btf/vmlinux"), timers.toString());
            assertEquals(ProgramStatus.up("meters"), metrics.status().get(1));
            String scrape = registry.scrape();
            assertEquals(
                    "ebpf_up{program=\"meters\"} 1.0\nebpf_up{program=\"timers\"} 0.0\n", lines(scrape, "ebpf_up{"));
            assertEquals("shop_seen_total 0.0\n", lines(scrape, "shop_seen_total 0"));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void aMapThatIsFullShowsWhatItHolds() {
        ObjectMetrics source =
                ObjectMetrics.of(FailureTest.class, "meters.bpf.o").gauge("narrow", g -> g.name("shop.narrow"));
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).add(source).build()) {
            metrics.bindTo(registry);
            int refused = 0;
            for (int key = 0; key < 100; key++) {
                byte[] number = CStruct.of().u32(key).bytes();
                refused += kernel.map("narrow").put(number, number) == -Errno.E2BIG.number() ? 1 : 0;
            }
            assertEquals(100 - 64, refused);
            assertEquals(64, lines(registry.scrape(), "shop_narrow{").lines().count());
            assertEquals(64, lines(registry.scrape(), "shop_narrow{").lines().count());
        }
    }

    @Test
    void twoBindersWithOneMetricDoNotBreakTheScrape() {
        FakeMap map = new FakeMap().put(1, 10);
        String things = """
                # HELP shop_things_total How many things were counted
                # TYPE shop_things_total counter
                shop_things_total 10.0
                """;
        try (EbpfMetrics first = metrics(source("one", map, counter("shop.things"), noLabels()))) {
            first.bindTo(registry);
            assertEquals(things, lines(registry.scrape(), "shop_things"));
            FakeMap other = new FakeMap().put(1, 20);
            EbpfMetrics second = metrics(
                    source("two", other, counter("shop.things"), noLabels()),
                    source("three", other, counter("shop.others"), noLabels()));
            second.bindTo(registry);
            for (int i = 0; i < 2; i++) {
                assertEquals(things, lines(registry.scrape(), "shop_things"));
                assertTrue(registry.scrape().contains("shop_others_total 20.0\n"));
                assertTrue(registry.scrape().contains(OWN));
            }
            second.close();
            assertEquals(things, lines(registry.scrape(), "shop_things"));
        }
    }

    @Test
    void aCollectorThatTheHostGaveToPrometheusItselfStays() {
        registry.getPrometheusRegistry()
                .register(() -> CounterSnapshot.builder()
                        .name("shop_things")
                        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(3)
                                .build())
                        .build());
        FakeMap map = new FakeMap().put(1, 10);
        try (EbpfMetrics metrics = metrics(source("one", map, counter("shop.things"), noLabels()))) {
            metrics.bindTo(registry);
            for (int i = 0; i < 2; i++) {
                assertEquals("shop_things_total 3.0\n", lines(registry.scrape(), "shop_things_total 3"));
                assertFalse(registry.scrape().contains("shop_things_total 10"));
                assertTrue(registry.scrape().contains(OWN));
            }
        }
    }

    @Test
    void aRegistryWhoseClassesDoNotFitTogetherIsLeftOutAlone() {
        RegistryExporter broken = new RegistryExporter() {
            @Override
            public boolean supports(MeterRegistry leaf) {
                return leaf == registry;
            }

            @Override
            public RegistryBinding bind(MeterRegistry leaf, Export export) {
                throw new NoSuchMethodError("PrometheusRegistry.register");
            }
        };
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        BoundSource things = source("one", new FakeMap().put(1, 10), counter("shop.things"), noLabels());
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).build(List.of(things), List.of(broken, new FunctionExporter()))) {
            metrics.bindTo(new CompositeMeterRegistry().add(registry).add(simple));
            metrics.refresh();
            assertEquals(10, simple.get("shop.things").functionCounter().count());
            assertEquals(1, registry.getMeters().size(), "the service's own");
        }
    }

    @Test
    void registriesThatFillOneRegistryOfPrometheusGetTheMetersOnce() {
        PrometheusMeterRegistry same =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry.getPrometheusRegistry(), Clock.SYSTEM);
        CompositeMeterRegistry both = new CompositeMeterRegistry().add(same).add(registry);
        FakeMap map = new FakeMap().put(1, 10);
        try (EbpfMetrics metrics = metrics(source("one", map, counter("shop.things"), noLabels()))) {
            metrics.bindTo(both);
            metrics.refresh();
            String once = "shop_things_total 10.0\n";
            assertEquals(once, lines(registry.scrape(), "shop_things_total 1"));
            assertEquals("ebpf_up{program=\"one\"} 1.0\n", lines(same.scrape(), "ebpf_up{"));
            assertTrue(same.scrape().contains(OWN));
            both.remove(same);
            metrics.refresh();
            assertEquals(once, lines(registry.scrape(), "shop_things_total 1"));
            both.add(same).remove(registry);
            metrics.refresh();
            assertEquals(once, lines(registry.scrape(), "shop_things_total 1"));
            assertEquals("ebpf_up{program=\"one\"} 1.0\n", lines(registry.scrape(), "ebpf_up{"));
        }
        assertEquals("", lines(registry.scrape(), "shop_things") + lines(registry.scrape(), "ebpf"));
    }

    @Test
    void closingWhileOthersScrapeDisturbsNobody() throws Exception {
        FakeMap map = new FakeMap().put(1, 10).put(2, 20);
        ExecutorService scrapers = Executors.newFixedThreadPool(2);
        AtomicInteger rounds = new AtomicInteger();
        try {
            List<Future<?>> scraping = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                scraping.add(scrapers.submit(() -> {
                    while (rounds.get() < 50) {
                        String scrape = registry.scrape();
                        assertTrue(scrape.contains(OWN));
                        long ours = lines(scrape, "_things_total{").lines().count();
                        assertTrue(ours % 2 == 0, scrape);
                    }
                    return null;
                }));
            }
            while (rounds.get() < 50) {
                // Another name each time: of one that goes and comes back, a scrape that takes that long would see
                // both.
                String name = "shop" + rounds.incrementAndGet() + ".things";
                try (EbpfMetrics metrics = metrics(source(name, map, counter(name), label("key", Long::toString)))) {
                    metrics.bindTo(registry);
                    assertEquals(
                            2,
                            lines(registry.scrape(), "_things_total{").lines().count());
                }
            }
            for (Future<?> one : scraping) {
                one.get();
            }
            assertEquals("", lines(registry.scrape(), "_things"));
        } finally {
            rounds.set(50);
            scrapers.shutdownNow();
        }
    }
}

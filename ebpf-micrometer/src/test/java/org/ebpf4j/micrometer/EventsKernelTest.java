// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** Records that programs of the real kernel send, by exact counts. */
@KernelTest(needs = {Need.BPF, Need.PERF_EVENT, Need.RING_BUFFER})
class EventsKernelTest {
    private static final ObjectMetrics OBJECT = ObjectMetrics.of(EventsKernelTest.class, "events.bpf.o");

    static ObjectMetrics both(String map) {
        return OBJECT.events(
                map,
                "call",
                e -> e.counter(c -> c.name("shop.calls").description("Calls").label("comm"))
                        .histogram(h -> h.name("shop.latency")
                                .value("latency")
                                .exp2(Duration.ofNanos(1000), 3)
                                .label("family", "kind")));
    }

    private static EbpfMetrics.Builder binder(Kernel kernel, ObjectMetrics source) {
        return EbpfMetrics.builder().kernel(kernel).add(source).maxAge(Duration.ofHours(1));
    }

    private static void up(EbpfMetrics metrics) {
        assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
    }

    private static void assertExactly(String map, String program, Kernel kernel) {
        Sender sender = new Sender(kernel);
        PrometheusMeterRegistry prometheus = Fixtures.prometheus();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry root =
                new CompositeMeterRegistry().add(prometheus).add(simple);
        try (EbpfMetrics metrics = binder(sender.kernel(), both(map)).build()) {
            metrics.bindTo(root);
            up(metrics);
            for (int round = 1; round <= 50; round++) {
                // Family 3 is c0, 4 is c1: as few at a time as every buffer holds, with the consumer or without.
                sender.run(program, 20, 3, 1000);
                sender.run(program, 10, 4, 1001);
                sender.run(program, 1, 4, 4001);
                String expected = "shop_calls_total{comm=\"c0\"} " + 20.0 * round + "\nshop_calls_total{comm=\"c1\"} "
                        + 11.0 * round + "\n";
                assertEquals(expected, lines(prometheus.scrape(), "shop_calls_total{"));
            }
            assertEquals("""
                    shop_latency_seconds_bucket{kind="3",le="1.0E-6"} 1000
                    shop_latency_seconds_bucket{kind="3",le="2.0E-6"} 1000
                    shop_latency_seconds_bucket{kind="3",le="4.0E-6"} 1000
                    shop_latency_seconds_bucket{kind="3",le="+Inf"} 1000
                    shop_latency_seconds_count{kind="3"} 1000
                    shop_latency_seconds_sum{kind="3"} 0.001
                    shop_latency_seconds_bucket{kind="4",le="1.0E-6"} 0
                    shop_latency_seconds_bucket{kind="4",le="2.0E-6"} 500
                    shop_latency_seconds_bucket{kind="4",le="4.0E-6"} 500
                    shop_latency_seconds_bucket{kind="4",le="+Inf"} 550
                    shop_latency_seconds_count{kind="4"} 550
                    shop_latency_seconds_sum{kind="4"} 7.0055E-4
                    """, lines(prometheus.scrape(), "kind="));
            metrics.refresh();
            assertEquals(
                    1000,
                    simple.get("shop.calls").tag("comm", "c0").functionCounter().count());
            assertEquals(
                    550,
                    simple.get("shop.calls").tag("comm", "c1").functionCounter().count());
            assertEquals(
                    500,
                    simple.get("shop.latency.histogram")
                            .tags("kind", "4", "le", "0.000004")
                            .functionCounter()
                            .count());
            for (String own : List.of("received", "lost")) {
                if (own.equals("received") || map.equals("samples")) {
                    assertEquals(
                            own.equals("received") ? 1550 : 0,
                            simple.get("ebpf.events." + own)
                                    .tags("program", "events", "map", map)
                                    .functionCounter()
                                    .count());
                }
            }
            assertEquals(map.equals("samples"), simple.find("ebpf.events.lost").meter() != null);
        }
        assertEquals(List.of(), simple.getMeters());
    }

    @Test
    void aRingBuffersRecordsAreCountedExactly(Kernel kernel) {
        assertExactly("calls", "send", kernel);
    }

    @Test
    void aPerfBuffersRecordsAreCountedExactly(Kernel kernel) {
        assertExactly("samples", "send_sample", kernel);
    }

    /** Holds up the thread that takes records, once it has one, until it is told to go on. */
    private static final class Blocking implements KeyDecoder {
        final CountDownLatch blocked = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public String name() {
            return "blocking";
        }

        @Override
        public void decode(ByteBuffer field, LabelSink out) {
            blocked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            out.accept("all");
        }
    }

    private static double number(SimpleMeterRegistry registry, String name) {
        return registry.get(name).functionCounter().count();
    }

    private static void assertConserved(ObjectMetrics source, Blocking decoder, String program, Kernel kernel)
            throws InterruptedException {
        Sender sender = new Sender(kernel);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EbpfMetrics metrics = binder(sender.kernel(), source).build()) {
            metrics.bindTo(registry);
            up(metrics);
            sender.run(program, 1, 0, 0);
            decoder.blocked.await();
            sender.run(program, 9_999, 0, 0);
            decoder.goOn.countDown();
            metrics.refresh();
            // The kernel tells what a perf buffer lost with the next record.
            sender.run(program, 1, 0, 0);
            metrics.refresh();
            assertTrue(number(registry, "ebpf.events.lost") > 0);
            assertEquals(10_001, number(registry, "ebpf.events.received") + number(registry, "ebpf.events.lost"));
            assertEquals(number(registry, "ebpf.events.received"), number(registry, "shop.calls"));
        }
    }

    @Test
    void whatAFullRingBufferLosesIsCountedInAVariable(Kernel kernel) throws InterruptedException {
        Blocking decoder = new Blocking();
        assertConserved(
                OBJECT.events(
                        "calls",
                        e -> e.lostIn("dropped")
                                .counter(c -> c.name("shop.calls").label("comm", decoder))),
                decoder,
                "send",
                kernel);
    }

    @Test
    void whatAFullRingBufferLosesIsCountedInAMap(Kernel kernel) throws InterruptedException {
        Blocking decoder = new Blocking();
        assertConserved(
                OBJECT.events(
                        "others",
                        "call",
                        e -> e.lostIn("dropped_by_cpu")
                                .counter(c -> c.name("shop.calls").label("comm", decoder))),
                decoder,
                "send_other",
                kernel);
    }

    @Test
    void whatAFullPerfBufferLosesIsCountedByTheKernel(Kernel kernel) throws InterruptedException {
        Blocking decoder = new Blocking();
        assertConserved(
                OBJECT.events(
                        "samples",
                        "call",
                        e -> e.pages(1).counter(c -> c.name("shop.calls").label("comm", decoder))),
                decoder,
                "send_sample",
                kernel);
    }

    @Test
    void recordsThatAreTooShortForAMeterAreItsErrors(Kernel kernel) {
        Sender sender = new Sender(kernel);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ObjectMetrics source = OBJECT.events(
                "calls",
                e -> e.counter(c -> c.name("with.comm").label("comm"))
                        .counter(c -> c.name("with.family").label("family"))
                        .counter(c -> c.name("of.change").value("change")));
        try (EbpfMetrics metrics = binder(sender.kernel(), source).build()) {
            metrics.bindTo(registry);
            up(metrics);
            sender.run("send_short", 5, 6, 0);
            sender.run("send", 2, 7, 0); // Its change is negative.
            metrics.refresh();
            assertEquals(2, number(registry, "with.comm"));
            assertEquals(
                    5,
                    registry.get("with.family")
                            .tag("family", "6")
                            .functionCounter()
                            .count());
            assertEquals(
                    2,
                    registry.get("with.family")
                            .tag("family", "7")
                            .functionCounter()
                            .count());
            assertEquals(10, number(registry, "of.change"));
            assertEquals(7, number(registry, "ebpf.decode.errors"));
            assertEquals(7, number(registry, "ebpf.events.received"));
        }
    }

    @Test
    void pastTheLimitOnSeriesRecordsAreCountedAsOthers(Kernel kernel) {
        Sender sender = new Sender(kernel);
        PrometheusMeterRegistry registry = Fixtures.prometheus();
        ObjectMetrics source = OBJECT.events(
                "calls", e -> e.counter(c -> c.name("calls").value("latency").label("family")));
        try (EbpfMetrics metrics = binder(sender.kernel(), source).maxSeries(2).build()) {
            metrics.bindTo(registry);
            up(metrics);
            // More than the keys that are remembered, so that they are forgotten on the way.
            for (int family = 0; family < 3000; family++) {
                sender.run("send", 2, family, 5);
                if (family % 500 == 0) {
                    metrics.refresh(); // The buffer holds 1365.
                }
            }
            String expected = """
                    calls_total{family="0"} 10.0
                    calls_total{family="1"} 10.0
                    calls_total{family="other"} 29980.0
                    """;
            assertEquals(expected, lines(registry.scrape(), "calls_total{"));
            sender.run("send", 1, 0, 1);
            assertTrue(registry.scrape().contains("calls_total{family=\"0\"} 11.0\n"));
        }
    }

    @Test
    void closesUnderLoadAndCanBeBoundAgain(Kernel kernel) throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            Sender sender = new Sender(kernel);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            AtomicBoolean stopped = new AtomicBoolean();
            EbpfMetrics metrics = binder(sender.kernel(), both("calls")).build();
            metrics.bindTo(registry);
            up(metrics);
            Thread load = new Thread(() -> {
                while (!stopped.get()) {
                    try {
                        sender.run("send", 1000, 1, 5);
                    } catch (AssertionError e) {
                        return; // The program is gone.
                    }
                }
            });
            load.start();
            while (registry.find("shop.calls").functionCounter() == null) {
                metrics.refresh();
            }
            metrics.close();
            stopped.set(true);
            load.join();
            assertEquals(List.of(), registry.getMeters());
        }
    }

    @Test
    void twoStreamsOfOneProgramDoNotMix(Kernel kernel) {
        Sender sender = new Sender(kernel);
        PrometheusMeterRegistry registry = Fixtures.prometheus();
        ObjectMetrics source = OBJECT.events("calls", e -> e.counter(c -> c.name("calls")))
                .events("samples", "call", e -> e.counter(c -> c.name("samples").label("comm", Decoders.string())));
        try (EbpfMetrics metrics = binder(sender.kernel(), source).build()) {
            metrics.bindTo(registry);
            up(metrics);
            sender.run("send", 5, 0, 0);
            sender.run("send_sample", 7, 1, 0);
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\ncalls_total 5.0\n"), scrape);
            assertTrue(scrape.contains("\nsamples_total{comm=\"c1\"} 7.0\n"), scrape);
            scrape = registry.scrape(); // What is counted of streams is as of the scrape before.
            assertTrue(
                    scrape.contains("\nebpf_events_received_total{map=\"samples\",program=\"events\"} 7.0\n"), scrape);
        }
    }
}

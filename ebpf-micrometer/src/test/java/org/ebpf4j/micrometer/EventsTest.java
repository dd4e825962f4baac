// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Declared meters of records, on a kernel that is none. */
class EventsTest {
    private static final ObjectMetrics OBJECT = ObjectMetrics.of(EventsTest.class, "events.bpf.o");

    private final SimulatedKernel kernel = new SimulatedKernel(0, 1, 2);
    private final PrometheusMeterRegistry registry = Fixtures.prometheus();

    private EbpfMetrics bound(MetricsSource... sources) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        Arrays.stream(sources).forEach(builder::add);
        EbpfMetrics metrics = builder.build();
        metrics.bindTo(registry);
        return metrics;
    }

    private static byte[] call(long latency, int change, int family, String comm) {
        return CStruct.of()
                .u64(latency)
                .u32(change)
                .u16(family)
                .text(comm, 14)
                .u32(0)
                .u32(0)
                .u32(0)
                .bytes();
    }

    /** Waits for the thread to make room. */
    private void sendOnceThereIsRoom(String ring) throws InterruptedException {
        while (!kernel.ring(ring).send(call(1, 0, 0, ""))) {
            Thread.sleep(1);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ebpf4j-events"))
                .toList();
    }

    private static ObjectMetrics calls(Consumer<EventsDeclaration> declaration) {
        return OBJECT.events("calls", declaration);
    }

    @Test
    void recordsCountByTheFieldsThatAMeterNames() {
        ObjectMetrics source = calls(e -> e.counter(
                        c -> c.name("calls").label("comm", "by").label("family", Decoders.uint()))
                .counter(c -> c.name("cpu").value("latency").baseUnit("seconds").multiplier(1e-9))
                .counter(c -> c.name("moved").value("change").label("change")));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
            assertTrue(kernel.ring("calls").send(call(1_000_000_000, 7, 2, "java")));
            assertTrue(kernel.ring("calls").send(call(234_567_891, 7, 2, "java")));
            assertTrue(kernel.ring("calls").send(call(1, 0, 65_535, "")));
            String scrape = registry.scrape();
            assertEquals(
                    "calls_total{by=\"java\",family=\"2\"} 2.0\ncalls_total{by=\"none\",family=\"65535\"} 1.0\n",
                    lines(scrape, "calls_total{"));
            assertTrue(scrape.contains("\ncpu_seconds_total 1.234567892\n"), scrape);
            assertEquals(
                    "moved_total{change=\"0\"} 0.0\nmoved_total{change=\"7\"} 14.0\n", lines(scrape, "moved_total{"));
        }
    }

    @Test
    void theBufferIsEmptiedWithoutAScrape() throws InterruptedException {
        try (EbpfMetrics metrics = bound(calls(e -> e.counter(c -> c.name("calls"))))) {
            assertEquals(List.of("ebpf4j-events-events"), threads());
            // Many times what it holds; the thread makes room.
            for (int i = 0; i < 20_000; i++) {
                sendOnceThereIsRoom("calls");
            }
            assertTrue(registry.scrape().contains("\ncalls_total 20000.0\n"));
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
        }
        assertEquals(List.of(), threads());
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
    }

    @Test
    void aHistogramTakesUnsignedNumbersOfAnySize() {
        ObjectMetrics source = calls(e -> e.histogram(
                        h -> h.name("size").value("latency").fixed(-5, 0, 10, Long.MAX_VALUE))
                .histogram(h ->
                        h.name("some").value("latency").fixed(-5, 0, 10, 20).buckets(0, 10))
                .histogram(h -> h.name("kind").value("family").exp2Zero(1, 3)));
        try (EbpfMetrics metrics = bound(source)) {
            for (long latency : new long[] {0, 1, 10, 11, Long.MAX_VALUE, Long.MIN_VALUE}) {
                kernel.ring("calls").send(call(latency, 0, (int) Math.min(latency & 0xffff, 3), ""));
            }
            String scrape = registry.scrape();
            assertEquals("""
                    size_bucket{le="-5.0"} 0
                    size_bucket{le="0.0"} 1
                    size_bucket{le="10.0"} 3
                    size_bucket{le="9.223372036854776E18"} 5
                    size_bucket{le="+Inf"} 6
                    """, lines(scrape, "size_bucket"));
            assertEquals("""
                    some_bucket{le="0.0"} 1
                    some_bucket{le="10.0"} 3
                    some_bucket{le="+Inf"} 6
                    some_count 6
                    some_sum 21.0
                    """, lines(scrape, "some_"));
            assertTrue(scrape.contains("\nsize_count 6\n"), scrape);
            // 22 and 2^64 - 1.
            assertTrue(scrape.contains("\nsize_sum 21.0\n"), scrape);
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
        }
    }

    @Test
    void aDecoderThatFailsTakesOnlyItsRecords() {
        ObjectMetrics source = calls(e -> e.counter(c -> c.name("calls").label("latency", Fixtures.decoder(8, key -> {
                    if (key == 1) {
                        throw new IllegalStateException("no such thing");
                    }
                    return key == 2 ? null : "fine";
                })))
                .counter(c -> c.name("all")));
        try (EbpfMetrics metrics = bound(source)) {
            for (int i = 0; i < 9; i++) {
                kernel.ring("calls").send(call(i % 3, 0, 0, ""));
            }
            registry.scrape();
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\ncalls_total{latency=\"fine\"} 3.0\n"), scrape);
            assertTrue(scrape.contains("\nall_total 9.0\n"), scrape);
            assertTrue(scrape.contains("\nebpf_decode_errors_total{program=\"events\"} 3.0\n"), scrape);
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
        }
    }

    @Test
    void aPerfBuffersRecordsOfAllCpusCount() {
        ObjectMetrics source = OBJECT.events(
                "samples",
                "call",
                e -> e.pages(2).counter(c -> c.name("samples").label("comm")));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
            assertEquals(0, kernel.perfOutput("samples", 1, call(1, 0, 0, "a")));
            assertEquals(0, kernel.perfOutput("samples", 2, call(1, 0, 0, "b")));
            registry.scrape();
            String scrape = registry.scrape();
            assertEquals(
                    "samples_total{comm=\"a\"} 1.0\nsamples_total{comm=\"b\"} 1.0\n", lines(scrape, "samples_total{"));
            assertTrue(
                    scrape.contains("\nebpf_events_received_total{map=\"samples\",program=\"events\"} 2.0\n"), scrape);
            assertTrue(scrape.contains("\nebpf_events_lost_total{map=\"samples\",program=\"events\"} 0.0\n"), scrape);
        }
    }

    @Test
    void whereNobodyCountsLossesThereIsNoMeterOfThem() {
        try (EbpfMetrics metrics = bound(calls(e -> e.counter(c -> c.name("calls"))))) {
            assertEquals("", lines(registry.scrape(), "ebpf_events_lost"));
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
        }
    }

    @Test
    void aCorruptRingEndsForItselfAloneAndIsCountedOnce() throws InterruptedException {
        ObjectMetrics source = calls(e -> e.counter(c -> c.name("calls")))
                .events("others", "call", e -> e.counter(c -> c.name("others")));
        try (EbpfMetrics metrics = bound(source)) {
            kernel.ring("calls").send(call(1, 0, 0, ""));
            registry.scrape();
            kernel.ring("calls").moveProducer(-1_000_000);
            for (int i = 0; i < 3; i++) {
                kernel.ring("others").send(call(1, 0, 0, ""));
                registry.scrape();
            }
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\ncalls_total 1.0\n"), scrape);
            assertTrue(scrape.contains("\nothers_total 3.0\n"), scrape);
            assertTrue(scrape.contains("\nebpf_collect_errors_total{program=\"events\"} 1.0\n"), scrape);
            // Without a scrape too: the thread goes on with the other.
            for (int i = 0; i < 1000; i++) {
                sendOnceThereIsRoom("others");
            }
            assertTrue(registry.scrape().contains("\nothers_total 1003.0\n"));
            assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
        }
        assertEquals(List.of(), threads());
        assertEquals(List.of(), kernel.openMappings());
    }

    @Test
    void refreshesAndClosesAlthoughRecordsComeWithoutEnd() {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        // Each record that is taken sends the next, so that the buffer is never empty.
        ObjectMetrics source = calls(e -> e.counter(c -> c.name("calls").label("latency", Fixtures.decoder(8, key -> {
            kernel.ring("calls").send(call(key + 1, 0, 0, ""));
            return "all";
        }))));
        try (EbpfMetrics metrics = bound(source)) {
            metrics.bindTo(simple);
            kernel.ring("calls").send(call(1, 0, 0, ""));
            double last = 0;
            for (int i = 0; i < 20; i++) {
                metrics.refresh();
                double received =
                        simple.get("ebpf.events.received").functionCounter().count();
                assertTrue(received > last, "each refresh takes what there is");
                assertEquals(received, simple.get("calls").functionCounter().count());
                last = received;
            }
        }
        assertEquals(List.of(), threads());
        assertEquals(List.of(), kernel.openMappings());
    }

    @Test
    void theUsersExecutorIsUsedAndLeftRunning() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            try (EbpfMetrics metrics =
                    bound(calls(e -> e.counter(c -> c.name("calls"))).eventExecutor(executor))) {
                assertEquals(List.of(), threads());
                for (int i = 0; i < 5000; i++) {
                    sendOnceThereIsRoom("calls");
                }
                assertEquals(List.of(ProgramStatus.up("events")), metrics.status());
            }
            assertTrue(executor.submit(() -> true).get());
        } finally {
            executor.shutdownNow();
        }
        try (EbpfMetrics metrics =
                bound(calls(e -> e.counter(c -> c.name("calls"))).eventExecutor(executor))) {
            assertTrue(
                    metrics.status().get(0).reason().contains(RejectedExecutionException.class.getSimpleName()),
                    metrics.status().toString());
            assertEquals(List.of(), kernel.openDescriptors());
            assertEquals(List.of(), kernel.openMappings());
        }
    }

    @Test
    void whereTheKernelRefusesNothingIsLeft() {
        ObjectMetrics source = calls(e -> e.counter(c -> c.name("calls")))
                .events("samples", "call", e -> e.counter(c -> c.name("samples")));
        for (Call call : List.of(
                Call.MEMORY_MAP, Call.PERF_EVENT_OPEN, Call.EPOLL_CREATE, Call.EPOLL_ADD, Call.RAW_TRACEPOINT_OPEN)) {
            kernel.failAlways(call, Errno.EPERM);
            try (EbpfMetrics metrics = bound(source)) {
                assertEquals(ProgramStatus.State.ABSENT, metrics.status().get(0).state(), call.toString());
                assertEquals(List.of(), kernel.openDescriptors(), call.toString());
                assertEquals(List.of(), kernel.openMappings(), call.toString());
                assertEquals(List.of(), threads(), call.toString());
            }
            kernel.heal(call);
        }
    }

    @Test
    void recordsAreCountedWhenTheProgramIsLoadedInTheBackground() throws InterruptedException {
        ObjectMetrics source =
                calls(e -> e.lostIn("dropped").counter(c -> c.name("calls").label("comm")));
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).inBackground().add(source).build()) {
            metrics.bindTo(simple);
            while (metrics.status().get(0).state() != ProgramStatus.State.UP) {
                Thread.sleep(1);
            }
            kernel.ring("calls").send(call(1, 0, 0, "a"));
            metrics.refresh();
            assertEquals(1, simple.get("calls").functionCounter().count());
            assertEquals(
                    List.of("ebpf.events.lost", "ebpf.events.received", "ebpf.series", "ebpf.series.dropped"),
                    simple.getMeters().stream()
                            .map(meter -> meter.getId().getName())
                            .filter(name -> name.startsWith("ebpf.events") || name.startsWith("ebpf.series"))
                            .sorted()
                            .toList());
            assertEquals(
                    1, simple.get("ebpf.series").tag("metric", "calls").gauge().value());
        }
        assertEquals(List.of(), simple.getMeters());
        assertEquals(List.of(), threads());
    }

    @Test
    void twoBindersOfOneRegistryDoNotCountTwice() {
        ObjectMetrics source = calls(e -> e.counter(c -> c.name("calls")));
        SimulatedKernel second = new SimulatedKernel();
        try (EbpfMetrics first = bound(source);
                EbpfMetrics other =
                        EbpfMetrics.builder().kernel(second).add(source).build()) {
            other.bindTo(registry);
            second.ring("calls").send(call(1, 0, 0, ""));
            kernel.ring("calls").send(call(1, 0, 0, ""));
            registry.scrape();
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\ncalls_total 1.0\n"), scrape);
            assertTrue(scrape.contains("\nebpf_events_received_total{map=\"calls\",program=\"events\"} 1.0\n"), scrape);
            assertEquals(List.of(ProgramStatus.up("events")), first.status());
        }
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void closeTakesTheMetersAway() {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        EbpfMetrics metrics = bound(calls(e -> e.lostIn("dropped").counter(c -> c.name("calls"))));
        metrics.bindTo(simple);
        assertFalse(simple.find("ebpf.events.lost").meters().isEmpty());
        metrics.close();
        assertEquals(List.of(), simple.getMeters());
        assertEquals(List.of(), registry.getMeters());
    }

    private static void counter(EventsDeclaration events) {
        events.counter(c -> c.name("calls"));
    }

    static Stream<Arguments> declarationsThatDoNotFit() {
        return Stream.of(
                Arguments.of(OBJECT.events("nowhere", EventsTest::counter), "there is no map nowhere"),
                Arguments.of(
                        OBJECT.events("dropped_by_cpu", "call", EventsTest::counter),
                        "map dropped_by_cpu (percpu_array) is neither a ring buffer nor a perf event array"),
                Arguments.of(
                        OBJECT.events("samples", e -> e.counter(c -> c.label("comm"))),
                        "map samples: there is no struct sample that its records could be; name the right one"),
                Arguments.of(
                        OBJECT.events("samples", "exec", EventsTest::counter),
                        "there is no struct exec that its records could be; compile with -g and let the object describe it:"
                                + " const struct exec *unused;"),
                Arguments.of(
                        calls(e -> e.counter(c -> c.label("colour"))),
                        "map calls: label colour names no field of its records' struct call; it has latency, change,"),
                Arguments.of(
                        calls(e -> e.counter(c -> c.value("colour"))),
                        "value colour names no field of its records' struct call"),
                Arguments.of(calls(e -> e.counter(c -> c.value("comm"))), "field comm of struct call is no number"),
                Arguments.of(
                        calls(e -> e.histogram(h -> h.value("place").exp2(1, 3))),
                        "field place of struct call is no number"),
                Arguments.of(calls(e -> e.counter(c -> c.value("bits"))), "field bits of struct call is a bit field"),
                Arguments.of(
                        calls(e -> e.counter(c -> c.label("place"))),
                        "field place of the record is neither a number nor text; give it a decoder"),
                Arguments.of(
                        calls(e -> e.counter(c -> c.label("family", "by").label("comm", "by"))),
                        "two fields of its records have the label by"),
                Arguments.of(
                        calls(e -> e.lostIn("nothing").counter(c -> c.name("calls"))),
                        "there is neither a variable nor a map nothing that could count lost records"),
                Arguments.of(
                        calls(e -> e.lostIn("narrow").counter(c -> c.name("calls"))),
                        "variable narrow has 4 bytes; declare it as __u64"),
                Arguments.of(
                        calls(e -> e.lostIn("others").counter(c -> c.name("calls"))),
                        "map others (ringbuf) holds records and no values"),
                Arguments.of(
                        OBJECT.events(
                                "samples", "call", e -> e.lostIn("dropped").counter(c -> c.name("calls"))),
                        "loses records that the kernel counts; leave lostIn(\"dropped\") out"),
                Arguments.of(
                        OBJECT.counter("calls", c -> {}),
                        "map calls (ringbuf) holds records and no values; meters of records are declared with events(\"calls\", ...)"));
    }

    @ParameterizedTest
    @MethodSource("declarationsThatDoNotFit")
    void whatDoesNotFitIsAbsentWithTheReason(MetricsSource source, String reason) {
        try (EbpfMetrics metrics = bound(source)) {
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, status.state());
            assertTrue(status.reason().contains(reason), status.toString());
            assertTrue(status.reason().startsWith("events.bpf.o"), status.toString());
            assertFalse(status.reason().contains("\n"), status.toString());
            assertFalse(status.reason().contains("Exception"), status.toString());
            assertEquals(List.of(), kernel.openDescriptors());
        }
    }

    @Test
    void declarationsThatCanNeverBeRightAreRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> calls(e -> {}));
        assertThrows(IllegalArgumentException.class, () -> calls(e -> e.histogram(h -> h.exp2(1, 3))));
        assertThrows(IllegalArgumentException.class, () -> calls(e -> e.histogram(h -> h.value("latency"))));
        assertThrows(IllegalArgumentException.class, () -> calls(e -> e.pages(3)));
        assertThrows(IllegalArgumentException.class, () -> calls(e -> e.pages(0)));
        assertThrows(
                IllegalArgumentException.class, () -> calls(EventsTest::counter).events("calls", EventsTest::counter));
        assertThrows(
                IllegalArgumentException.class,
                () -> calls(e ->
                        e.histogram(h -> h.value("latency").baseUnit("bytes").exp2(Duration.ofNanos(1), 3))));
    }
}

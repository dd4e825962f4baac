// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectMetricsTest {
    private static final ObjectMetrics OBJECT = ObjectMetrics.of(ObjectMetricsTest.class, "meters.bpf.o");

    private final SimulatedKernel kernel = new SimulatedKernel(0, 1, 5);
    private final PrometheusMeterRegistry registry = Fixtures.prometheus();

    private EbpfMetrics bound(MetricsSource... sources) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        Arrays.stream(sources).forEach(builder::add);
        EbpfMetrics metrics = builder.build();
        metrics.bindTo(registry);
        return metrics;
    }

    private static byte[] u32(int value) {
        return CStruct.of().u32(value).bytes();
    }

    private static byte[] u64(long... values) {
        CStruct struct = CStruct.of();
        for (long value : values) {
            struct.u64(value);
        }
        return struct.bytes();
    }

    @Test
    void fieldsOfTheKeyAreLabelsDecodedByTheirTypes() {
        try (EbpfMetrics metrics = bound(OBJECT.counter("requests", c -> c.name("shop.requests")))) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            byte[] key = CStruct.of().u32(-1).text("/cart", 12).u32(-7).u32(99).bytes();
            kernel.map("requests").put(key, u64(12));
            assertEquals(
                    "shop_requests_total{delta=\"-7\",route=\"/cart\",shard=\"4294967295\"} 12.0\n",
                    Fixtures.lines(registry.scrape(), "shop_requests_total{"));
        }
    }

    @Test
    void aFieldOfTheValueIsAddedUpOverTheCpus() {
        ObjectMetrics source = OBJECT.counter(
                        "traffic",
                        c -> c.name("net.sent").value("sent").baseUnit("bytes").label("key", "port", Decoders.uint()))
                .counter(
                        "traffic", c -> c.name("net.received").value("received").baseUnit("bytes"));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            kernel.map("traffic").putOnCpu(0, u32(80), u64(1, 10, 0));
            kernel.map("traffic").putOnCpu(5, u32(80), u64(2, 20, 0));
            long before = kernel.calls(Call.LOOKUP_BATCH);
            String scrape = registry.scrape();
            assertTrue(scrape.contains("net_sent_bytes_total{port=\"80\"} 3.0\n"), scrape);
            assertTrue(scrape.contains("net_received_bytes_total{key=\"80\"} 30.0\n"), scrape);
            assertEquals(before + 1, kernel.calls(Call.LOOKUP_BATCH), "two meters on one map take one read");
        }
    }

    @Test
    void anArrayWithOneEntryHasNoLabels() {
        try (EbpfMetrics metrics = bound(OBJECT.counter("total", c -> c.description("All of them")))) {
            kernel.map("total").put(u32(0), u64(41));
            assertTrue(registry.scrape().contains("\ntotal 41.0\n")
                    || registry.scrape().contains("\ntotal_total 41.0\n"));
            kernel.map("total").put(u32(0), u64(42));
            SimpleMeterRegistry simple = new SimpleMeterRegistry();
            metrics.bindTo(simple);
            assertEquals(42, simple.get("total").functionCounter().count());
        }
    }

    @Test
    void aHistogramIsReadFromSlotsAndSum() {
        ObjectMetrics source = OBJECT.histogram(
                "waits", h -> h.name("shop.wait").description("Waiting").exp2(Duration.ofNanos(1000), 3));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            byte[] key = {7, 1, 1, 1, 1, 1, 1, 1};
            kernel.map("waits").putOnCpu(0, key, u64(5, 0, 1, 0, 9_000));
            kernel.map("waits").putOnCpu(1, key, u64(0, 2, 0, 1, 1_000_000));
            assertEquals("""
                    # HELP shop_wait_seconds Waiting
                    # TYPE shop_wait_seconds histogram
                    shop_wait_seconds_bucket{kind="7",le="1.0E-6"} 5
                    shop_wait_seconds_bucket{kind="7",le="2.0E-6"} 7
                    shop_wait_seconds_bucket{kind="7",le="4.0E-6"} 8
                    shop_wait_seconds_bucket{kind="7",le="+Inf"} 9
                    shop_wait_seconds_count{kind="7"} 9
                    shop_wait_seconds_sum{kind="7"} 0.001009
                    """, Fixtures.lines(registry.scrape(), "shop_wait_seconds"));
        }
    }

    static Stream<Arguments> declarationsThatDoNotFit() {
        return Stream.of(
                Arguments.of(OBJECT.counter("nowhere", c -> {}), "there is no map nowhere"),
                Arguments.of(OBJECT.constant("nothing", 1), "there is no variable nothing"),
                Arguments.of(
                        OBJECT.counter("requests", c -> c.label("colour", Decoders.uint())),
                        "meters.bpf.o: map requests: label colour names no field of the key's struct request"),
                Arguments.of(
                        OBJECT.counter("requests", c -> c.label("shard", "route", Decoders.uint())),
                        "two fields of its key have the label route"),
                Arguments.of(
                        OBJECT.counter(
                                "total", c -> c.label("a", Decoders.uint()).label("b", Decoders.uint())),
                        "is no struct with fields"),
                Arguments.of(OBJECT.counter("traffic", c -> {}), "a struct with the fields sent, received, errors"),
                Arguments.of(
                        OBJECT.counter("traffic", c -> c.value("errors")),
                        "field errors of struct traffic is no __u64"),
                Arguments.of(OBJECT.counter("traffic", c -> c.value("lost")), "struct traffic has no field lost"),
                Arguments.of(OBJECT.counter("total", c -> c.value("lost")), "its value is no struct with a field lost"),
                Arguments.of(
                        OBJECT.counter("narrow", c -> {}), "a counter takes values of type __u64, this has 4 bytes"),
                Arguments.of(OBJECT.counter("nested", c -> {}), "field inner of the key is neither a number nor text"),
                Arguments.of(
                        OBJECT.counter("nested", c -> c.label("inner", Decoders.uint())),
                        "field bits of the key is a bit field"),
                Arguments.of(
                        OBJECT.histogram("waits", h -> h.exp2(Duration.ofNanos(1000), 27)),
                        "struct wait has 4 slots, but the histogram is declared with 27 finite ones"),
                Arguments.of(OBJECT.histogram("traffic", h -> h.exp2(1, 3)), "struct traffic has no field slots"),
                Arguments.of(OBJECT.histogram("requests", h -> h.exp2(1, 3)), "a histogram takes values of a struct"),
                Arguments.of(
                        ObjectMetrics.of("no/such/file.bpf.o"), "no/such/file.bpf.o is neither a file nor a resource"),
                Arguments.of(ObjectMetrics.of("junk", new byte[100]), "junk"));
    }

    @ParameterizedTest
    @MethodSource("declarationsThatDoNotFit")
    void whatDoesNotFitIsAbsentWithTheReason(MetricsSource source, String reason) {
        try (EbpfMetrics metrics = bound(source)) {
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, status.state());
            assertTrue(status.reason().contains(reason), status.toString());
            assertFalse(status.reason().contains("\n"), status.toString());
            assertFalse(status.reason().contains("Exception"), status.toString());
            assertTrue(registry.scrape().contains("ebpf_up{program=\"" + status.program() + "\"} 0.0\n"));
            assertEquals(List.of(), kernel.openDescriptors());
        }
    }

    @Test
    void withoutPrivilegeTheProgramIsAbsentAndNothingIsLeft() {
        for (Call call : List.of(Call.MAP_CREATE, Call.PROGRAM_LOAD, Call.RAW_TRACEPOINT_OPEN)) {
            kernel.failAlways(call, Errno.EPERM);
            try (EbpfMetrics metrics = bound(OBJECT.counter("total", c -> {}))) {
                assertEquals(ProgramStatus.State.ABSENT, metrics.status().get(0).state(), call.toString());
                assertTrue(registry.scrape().contains("ebpf_up{program=\"meters\"} 0.0\n"));
                assertEquals(List.of(), kernel.openDescriptors(), call.toString());
            }
            kernel.heal(call);
        }
    }

    @Test
    void closeLeavesNothingInTheKernel() {
        EbpfMetrics metrics = bound(OBJECT.counter("total", c -> {}));
        assertEquals(1, kernel.links().size());
        metrics.close();
        assertEquals(List.of(), kernel.openDescriptors());
        assertEquals(List.of(), kernel.openMappings());
        assertEquals(0, kernel.links().size());
    }

    @Test
    void aReadThatTheKernelRefusesServesTheLastValues() {
        try (EbpfMetrics metrics = bound(OBJECT.counter("total", c -> c.name("seen")))) {
            kernel.map("total").put(u32(0), u64(5));
            registry.scrape();
            kernel.map("total").put(u32(0), u64(6));
            kernel.failNext(Call.LOOKUP_BATCH, Errno.EIO);
            assertTrue(registry.scrape().contains("\nseen_total 5.0\n"));
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\nseen_total 6.0\n"), scrape);
            assertTrue(scrape.contains("ebpf_collect_errors_total{program=\"meters\"} 1.0\n"), scrape);
            assertEquals(ProgramStatus.State.UP, metrics.status().get(0).state());
        }
    }

    @Test
    void anObjectComesFromAFileOrFromMemory(@TempDir Path folder) throws IOException {
        byte[] bytes;
        try (InputStream in = ObjectMetricsTest.class.getResourceAsStream("meters.bpf.o")) {
            bytes = in == null ? new byte[0] : in.readAllBytes();
        }
        Path file = Files.write(folder.resolve("other.bpf.o"), bytes);
        try (EbpfMetrics metrics = bound(
                ObjectMetrics.of(file.toString()).counter("total", c -> c.name("a")),
                ObjectMetrics.of("memory.o", bytes).constant("threshold", 3).counter("total", c -> c.name("b")),
                ObjectMetrics.of("org/ebpf4j/micrometer/meters.bpf.o")
                        .program("resource")
                        .counter("total", c -> c.name("c")))) {
            assertEquals(
                    List.of(ProgramStatus.up("other"), ProgramStatus.up("memory"), ProgramStatus.up("resource")),
                    metrics.status());
        }
    }

    @Test
    void declarationsThatCanNeverBeRightAreRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> OBJECT.histogram("waits", h -> {}));
        assertThrows(IllegalArgumentException.class, () -> OBJECT.histogram("waits", h -> h.exp2(Duration.ZERO, 3)));
        assertThrows(IllegalArgumentException.class, () -> OBJECT.histogram("waits", h -> h.exp2(1, 0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> OBJECT.histogram("waits", h -> h.baseUnit("bytes").exp2(Duration.ofNanos(1), 3)));
        assertThrows(IllegalArgumentException.class, () -> OBJECT.counter("total", c -> c.name(" ")));
    }
}

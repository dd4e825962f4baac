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
import java.util.function.Consumer;
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
    void everyCpuMayHaveASeries() {
        ObjectMetrics source = OBJECT.counter(
                "traffic",
                c -> c.name("net.sent").value("sent").label("key", "port").cpu("cpu", Decoders.uint()));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            kernel.map("traffic").putOnCpu(0, u32(80), u64(1, 10, 0));
            kernel.map("traffic").putOnCpu(5, u32(80), u64(2, 20, 0));
            metrics.refresh();
            String scrape = registry.scrape();
            assertEquals("""
                    net_sent_total{cpu="0",port="80"} 1.0
                    net_sent_total{cpu="1",port="80"} 0.0
                    net_sent_total{cpu="5",port="80"} 2.0
                    """, Fixtures.lines(scrape, "net_sent_total{"));
            assertTrue(scrape.contains("ebpf_map_entries{map=\"traffic\",program=\"meters\"} 1.0\n"), scrape);
        }
    }

    @Test
    void theCpuIsALabelOfAllMetersOnAMapOrOfNone() {
        ObjectMetrics source = OBJECT.counter(
                        "traffic", c -> c.name("net.sent").value("sent").cpu("cpu", Decoders.uint()))
                .counter("traffic", c -> c.name("net.received").value("received"));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(
                    "map traffic: a meter has a label for the CPU, which meter net.received has not; let all on the map have it, or none",
                    metrics.status().get(0).reason());
        }
    }

    @Test
    void aMapWithOneValueForAllCpusHasNoLabelForThem() {
        try (EbpfMetrics metrics =
                bound(OBJECT.counter("requests", c -> c.name("r").cpu("cpu", Decoders.uint())))) {
            assertEquals(
                    "meters.bpf.o: map requests (hash) has one value for all CPUs; leave the label cpu for the CPU out of meter r",
                    metrics.status().get(0).reason());
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

    private static byte[] level(long balance, long peak, int drift) {
        return CStruct.of().u64(balance).u64(peak).u16(drift).bytes();
    }

    @Test
    void gaugesShowNumbersAsTheyAre() {
        ObjectMetrics source = OBJECT.gauge(
                        "levels", g -> g.name("shop.balance").value("balance"))
                .gauge("levels", g -> g.name("shop.drift").value("drift"))
                .gauge("levels", g -> g.name("shop.peak").value("peak").max())
                .gauge(
                        "levels",
                        g -> g.name("shop.wait")
                                .value("peak")
                                .baseUnit("seconds")
                                .multiplier(1e-9))
                .info("levels", i -> i.name("shop.level.info").label("key", "shard", Decoders.uint()));
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            kernel.map("levels").putOnCpu(0, u32(4), level(-100, 7_000_000_000L, -3));
            kernel.map("levels").putOnCpu(5, u32(4), level(40, 9_000_000_000L, 1));
            String scrape = registry.scrape();
            assertEquals("shop_balance{key=\"4\"} -60.0\n", Fixtures.lines(scrape, "shop_balance{"));
            assertEquals("shop_drift{key=\"4\"} -2.0\n", Fixtures.lines(scrape, "shop_drift{"));
            assertEquals("shop_peak{key=\"4\"} 9.0E9\n", Fixtures.lines(scrape, "shop_peak{"));
            assertEquals("shop_wait_seconds{key=\"4\"} 16.0\n", Fixtures.lines(scrape, "shop_wait_seconds{"));
            assertEquals("shop_level_info{shard=\"4\"} 1\n", Fixtures.lines(scrape, "shop_level_info{"), scrape);
            metrics.bindTo(simple);
            assertEquals(-60, simple.get("shop.balance").gauge().value());
            kernel.map("levels").putOnCpu(0, u32(4), level(-5, 1, 0));
            kernel.map("levels").putOnCpu(5, u32(4), level(0, 2, 0));
            metrics.refresh();
            assertEquals(-5, simple.get("shop.balance").gauge().value(), "a gauge falls as well");
            assertEquals(2, simple.get("shop.peak").gauge().value());
            assertEquals(1, simple.get("shop.level.info").gauge().value());
            kernel.map("levels").remove(u32(4));
            metrics.refresh();
            assertTrue(simple.find("shop.balance").meters().isEmpty());
        }
    }

    @Test
    void gaugesOfEqualLabelsAreAddedUpOrTheGreatest() {
        ObjectMetrics source = OBJECT.gauge(
                        "narrow", g -> g.name("sum").label("key", Fixtures.decoder(4, key -> "all")))
                .gauge("narrow", g -> g.name("most").max().label("key", Fixtures.decoder(4, key -> "all")));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            kernel.map("narrow").put(u32(1), u32(-1));
            kernel.map("narrow").put(u32(2), u32(5));
            String scrape = registry.scrape();
            assertTrue(scrape.contains("\nsum{key=\"all\"} 4.2949673E9\n"), scrape);
            assertTrue(scrape.contains("\nmost{key=\"all\"} 4.294967295E9\n"), scrape);
            kernel.map("narrow").remove(u32(1));
            scrape = registry.scrape();
            assertTrue(scrape.contains("\nsum{key=\"all\"} 5.0\n"), scrape);
            assertTrue(scrape.contains("\nmost{key=\"all\"} 5.0\n"), scrape);
        }
    }

    @Test
    void countersOfNanosecondsAreShownInSeconds() {
        ObjectMetrics source =
                OBJECT.counter("total", c -> c.name("cpu").baseUnit("seconds").multiplier(1e-9));
        try (EbpfMetrics metrics = bound(source)) {
            kernel.map("total").put(u32(0), u64(1_234_567_891L));
            assertTrue(registry.scrape().contains("\ncpu_seconds_total 1.234567891\n"), registry.scrape());
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
        }
    }

    @Test
    void aHistogramIsReadFromBucketsInTheKey() {
        ObjectMetrics source = OBJECT.histogram(
                "disk_buckets",
                h -> h.name("disk.latency")
                        .baseUnit("seconds")
                        .exp2(1, 3)
                        .multiplier(1e-6)
                        .bucketKey("bucket", 0));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            for (int bucket = 0; bucket <= 4; bucket++) {
                // The third is the sum, and the fourth is none.
                kernel.map("disk_buckets")
                        .put(
                                CStruct.of().u32(9).u16(bucket).u16(0).bytes(),
                                u64(bucket == 3 ? 1_500_000 : 10 + bucket));
            }
            assertEquals(
                    """
                    disk_latency_seconds_bucket{disk="9",le="1.0E-6"} 10
                    disk_latency_seconds_bucket{disk="9",le="2.0E-6"} 21
                    disk_latency_seconds_bucket{disk="9",le="4.0E-6"} 33
                    disk_latency_seconds_bucket{disk="9",le="+Inf"} 33
                    disk_latency_seconds_count{disk="9"} 33
                    disk_latency_seconds_sum{disk="9"} 1.5
                    """,
                    Fixtures.lines(registry.scrape(), "disk_latency_seconds")
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line + "\n")
                            .reduce("", String::concat));
        }
    }

    @Test
    void aKeyCanBeCutByDeclaredSizes() {
        ObjectMetrics source = OBJECT.counter(
                        "requests",
                        c -> c.name("shop.requests")
                                .field("piece", 4, Decoders.uint())
                                .padding(12)
                                .field("change", 2, Decoders.uint())
                                .padding(6))
                .histogram(
                        "disk_buckets",
                        h -> h.name("disk.latency")
                                .exp2(1, 3)
                                .field("disk", 4, Decoders.uint())
                                .field("slot", 2, Decoders.uint())
                                .padding(2)
                                .bucketKey("slot", 0));
        try (EbpfMetrics metrics = bound(source)) {
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            kernel.map("requests")
                    .put(CStruct.of().u32(5).text("/cart", 12).u32(7).u32(99).bytes(), u64(12));
            kernel.map("requests")
                    .put(CStruct.of().u32(5).text("/home", 12).u32(7).u32(98).bytes(), u64(30));
            kernel.map("disk_buckets").put(CStruct.of().u32(9).u16(1).u16(0).bytes(), u64(4));
            String scrape = registry.scrape();
            assertEquals(
                    "shop_requests_total{change=\"7\",piece=\"5\"} 42.0\n",
                    Fixtures.lines(scrape, "shop_requests_total{"));
            assertTrue(scrape.contains("disk_latency_bucket{disk=\"9\",le=\"2.0\"} 4\n"), scrape);
        }
    }

    @Test
    void boundsAreWhatTheyAreDeclared() {
        assertEquals(List.of("0", "1", "2", "+Inf"), bounds(h -> h.exp2Zero(1, 3)));
        assertEquals(List.of("10", "25", "40", "+Inf"), bounds(h -> h.linear(10, 15, 3)));
        assertEquals(List.of("-5", "0", "5", "+Inf"), bounds(h -> h.linear(-5, 5, 3)));
        assertEquals(List.of("1", "10", "100", "+Inf"), bounds(h -> h.fixed(1, 10, 100)));
        assertEquals(
                List.of("0.001", "0.05", "1", "+Inf"),
                bounds(h -> h.fixed(Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofSeconds(1))));
        assertEquals(
                List.of("0.01", "0.02", "0.03", "+Inf"),
                bounds(h -> h.linear(Duration.ofMillis(10), Duration.ofMillis(10), 3)));
        assertEquals(
                List.of("0.0005", "0.001", "0.002", "+Inf"),
                bounds(h -> h.exp2(1, 3).multiplier(0.0005)));
        assertThrows(IllegalArgumentException.class, () -> bounds(h -> h.fixed(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> bounds(h -> h.fixed(new long[0])));
        assertThrows(IllegalArgumentException.class, () -> bounds(h -> h.linear(0, 0, 3)));
        assertThrows(
                IllegalArgumentException.class, () -> bounds(h -> h.exp2(1, 3).multiplier(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> bounds(h -> h.exp2(Duration.ofNanos(1), 3).multiplier(2)));
        assertThrows(IllegalArgumentException.class, () -> bounds(h -> {}));
    }

    @Test
    void aRangeLeavesTheBoundsThatAreInIt() {
        assertEquals(List.of("2", "4", "+Inf"), bounds(h -> h.exp2(1, 5).buckets(2, 7)));
        assertEquals(List.of("2", "4", "8", "+Inf"), bounds(h -> h.buckets(2, 8).exp2(1, 5)));
        assertEquals(List.of("4", "+Inf"), bounds(h -> h.exp2(1, 5).buckets(3, 5)));
        assertEquals(List.of("0", "1", "+Inf"), bounds(h -> h.exp2Zero(1, 3).buckets(0, 1)));
        assertEquals(
                List.of("0.000002", "+Inf"),
                bounds(h -> h.exp2(Duration.ofNanos(1000), 3).buckets(Duration.ofNanos(1001), Duration.ofNanos(3999))));
        assertThrows(
                IllegalArgumentException.class, () -> bounds(h -> h.exp2(1, 5).buckets(5, 7)));
        assertThrows(
                IllegalArgumentException.class, () -> bounds(h -> h.exp2(1, 5).buckets(4, 2)));
        assertThrows(
                IllegalArgumentException.class,
                () -> bounds(h -> h.exp2(1, 5).buckets(Duration.ofNanos(1), Duration.ofNanos(9))));
        assertThrows(
                IllegalArgumentException.class,
                () -> bounds(h -> h.exp2(Duration.ofNanos(1), 5).buckets(1, 9)));
    }

    @Test
    void aRangeOfBucketsInTheKeyHasAllCounts() {
        ObjectMetrics source = OBJECT.histogram(
                "disk_buckets",
                h -> h.name("disk.latency")
                        .baseUnit("seconds")
                        .exp2(1, 3)
                        .buckets(2, 2)
                        .multiplier(1e-6)
                        .bucketKey("bucket", 0));
        try (EbpfMetrics metrics = bound(source)) {
            for (int bucket = 0; bucket <= 3; bucket++) {
                kernel.map("disk_buckets")
                        .put(
                                CStruct.of().u32(9).u16(bucket).u16(0).bytes(),
                                u64(bucket == 3 ? 1_500_000 : 10 + bucket));
            }
            assertEquals("""
                    disk_latency_seconds_bucket{disk="9",le="2.0E-6"} 21
                    disk_latency_seconds_bucket{disk="9",le="+Inf"} 33
                    disk_latency_seconds_count{disk="9"} 33
                    disk_latency_seconds_sum{disk="9"} 1.5
                    """, Fixtures.lines(registry.scrape(), "disk_latency_seconds_"));
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
        }
    }

    private static List<String> bounds(Consumer<HistogramDeclaration> declaration) {
        HistogramDeclaration declared = new HistogramDeclaration("waits");
        declaration.accept(declared);
        MeterSpec.Histogram histogram = (MeterSpec.Histogram) declared.spec().kind();
        return histogram.range().of(histogram.buckets()).texts();
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
                        "field errors is no __u64, as a counter must be, but has 4 bytes"),
                Arguments.of(OBJECT.counter("traffic", c -> c.value("lost")), "struct traffic has no field lost"),
                Arguments.of(OBJECT.counter("total", c -> c.value("lost")), "its value is no struct with a field lost"),
                Arguments.of(
                        OBJECT.counter("narrow", c -> {}),
                        "its value is no __u64, as a counter must be, but has 4 bytes"),
                Arguments.of(
                        OBJECT.gauge("nested", g -> g.value("x").label("inner", Decoders.uint())),
                        "its value is no struct with a field x"),
                Arguments.of(
                        OBJECT.histogram("disk_buckets", h -> h.exp2(1, 3).bucketKey("slot", 0)),
                        "the key's struct disk_bucket has no field slot; it has disk, bucket, pad"),
                Arguments.of(
                        OBJECT.histogram("requests", h -> h.exp2(1, 3).bucketKey("route", 0)),
                        "field route of the key is no number"),
                Arguments.of(
                        OBJECT.histogram("traffic", h -> h.exp2(1, 3).bucketKey("key", 0)),
                        "a struct with the fields sent, received, errors"),
                Arguments.of(OBJECT.counter("nested", c -> {}), "field inner of the key is neither a number nor text"),
                Arguments.of(
                        OBJECT.counter("nested", c -> c.label("inner", Decoders.uint())),
                        "field bits of the key is a bit field"),
                Arguments.of(
                        OBJECT.histogram("waits", h -> h.exp2(Duration.ofNanos(1000), 27)),
                        "struct wait has 4 slots, but the histogram is declared with 27 finite ones"),
                Arguments.of(OBJECT.histogram("traffic", h -> h.exp2(1, 3)), "struct traffic has no field slots"),
                Arguments.of(
                        OBJECT.counter("requests", c -> c.field("shard", 4, Decoders.uint())),
                        "its keys have 24 bytes, but the fields declared for them have 4 with padding"),
                Arguments.of(
                        OBJECT.counter(
                                "total", c -> c.field("a", 4, Decoders.uint()).label("key", Decoders.uint())),
                        "by the names of fields (key) and by their sizes; declare all in one way"),
                Arguments.of(
                        OBJECT.histogram(
                                "disk_buckets",
                                h -> h.exp2(1, 3)
                                        .field("disk", 8, Decoders.uint())
                                        .bucketKey("slot", 0)),
                        "no field slot of 1, 2, 4 or 8 bytes is declared for its key"),
                Arguments.of(
                        OBJECT.gauge("total", g -> g.maxOver(Duration.ofMinutes(1))),
                        "map total: maxOver empties the map when it is read, which only a hash map can be"),
                Arguments.of(
                        OBJECT.gauge("narrow", g -> g.maxOver(Duration.ofMinutes(1)))
                                .gauge("narrow", g -> g.name("other")),
                        "meters without maxOver can't be on; give them a map of their own"),
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

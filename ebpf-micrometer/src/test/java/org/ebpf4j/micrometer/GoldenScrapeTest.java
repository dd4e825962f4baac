// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.decoders.Decoders;
import org.ebpf4j.testkit.CStruct;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole text that a scrape gives of every kind of meter, byte for byte. After a change that is meant, {@code mvn -pl ebpf-micrometer -am test
 * -Dtest=GoldenScrapeTest -Dsurefire.failIfNoSpecifiedTests=false -Debpf.golden=write} writes the files anew; read the difference.
 */
class GoldenScrapeTest {
    private static final Path FOLDER = Path.of("src/test/resources/org/ebpf4j/micrometer");

    /** What the meters about the programs are called; they have tests of their own. */
    private static final String SELF = "ebpf_";

    /** As many as a meter may have series. */
    private static final List<String> ROUTES = List.of("/cart", "a \"b\" c", "C:\\x", "two\nlines", "caf\u00e9", "");

    private static final ObjectMetrics SOURCE = ObjectMetrics.of(GoldenScrapeTest.class, "meters.bpf.o")
            .counter(
                    "requests",
                    c -> c.name("shop.requests")
                            .description("Requests by \"route\", in C:\\shop\nand elsewhere")
                            .label("shard", "shard.number", Decoders.uint()))
            .counter(
                    "traffic",
                    c -> c.name("shop.sent").value("sent").baseUnit("bytes").label("key", "port", Decoders.uint()))
            .counter(
                    "total",
                    c -> c.name("shop.cpu")
                            .description("Time on a CPU")
                            .baseUnit("seconds")
                            .multiplier(1e-9))
            .gauge("levels", g -> g.name("shop.balance").value("balance").description("Money"))
            .gauge("levels", g -> g.name("shop.peak").value("peak").max())
            .info("levels", i -> i.name("shop.level.info").description("Which levels there are"))
            .histogram("waits", h -> h.name("shop.wait").description("Waiting").exp2(Duration.ofNanos(1000), 3))
            .histogram("waits", h -> h.name("shop.size").baseUnit("bytes").fixed(0, 512, 1_000_000))
            .histogram(
                    "disk_buckets",
                    h -> h.name("shop.disk")
                            .baseUnit("seconds")
                            .exp2(1, 3)
                            .multiplier(1e-6)
                            .bucketKey("bucket", 0));

    private final SimulatedKernel kernel = new SimulatedKernel(0, 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scrape.prometheus-0.0.4.txt | text/plain; version=0.0.4; charset=utf-8",
                "scrape.openmetrics-1.0.0.txt | application/openmetrics-text; version=1.0.0; charset=utf-8"
            })
    void theTextIsTheOneThatWasReviewed(String file, String format) throws IOException {
        PrometheusMeterRegistry registry = Fixtures.prometheus();
        registry.config().commonTags("region", "eu \"west\"\\1");
        try (EbpfMetrics metrics = EbpfMetrics.builder()
                .kernel(kernel)
                .maxSeries(ROUTES.size())
                .add(SOURCE)
                .build()) {
            metrics.bindTo(registry);
            assertEquals(List.of(ProgramStatus.up("meters")), metrics.status());
            fill();
            registry.scrape();
            request(ROUTES.size(), "/late");
            request(ROUTES.size() + 1, "/later");
            String text = families(registry.scrape(format));
            Path golden = FOLDER.resolve(file);
            if ("write".equals(System.getProperty("ebpf.golden"))) {
                Files.writeString(golden, text);
            }
            assertEquals(Files.readString(golden), text);
        }
    }

    private void fill() {
        for (int i = 0; i < ROUTES.size(); i++) {
            request(i, ROUTES.get(i));
        }
        kernel.map("traffic").putOnCpu(0, u32(80), u64(1L << 53, 0, 0));
        kernel.map("traffic").putOnCpu(1, u32(80), u64(2, 0, 0));
        kernel.map("traffic").putOnCpu(0, u32(443), u64(-1, 0, 0));
        kernel.map("total").put(u32(0), u64(1_234_567_891L));
        kernel.map("levels").putOnCpu(0, u32(1), level(-250, 5));
        kernel.map("levels").putOnCpu(1, u32(1), level(100, 7));
        kernel.map("waits").putOnCpu(0, new byte[] {7, 0, 0, 0, 0, 0, 0, 0}, u64(5, 0, 1, 0, 9_000));
        kernel.map("waits").putOnCpu(1, new byte[] {7, 0, 0, 0, 0, 0, 0, 0}, u64(0, 2, 0, 1, 1_000_000));
        for (int bucket = 0; bucket <= 3; bucket++) {
            byte[] key = CStruct.of().u32(9).u16(bucket).u16(0).bytes();
            kernel.map("disk_buckets").put(key, u64(bucket == 3 ? 1_500_000 : 10 + bucket));
        }
    }

    private void request(int shard, String route) {
        byte[] key = CStruct.of().u32(shard).text(route, 12).u32(-shard).u32(0).bytes();
        kernel.map("requests").put(key, u64(1000 + shard));
    }

    private static byte[] level(long balance, long peak) {
        return CStruct.of().u64(balance).u64(peak).u16(0).bytes();
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

    /** Without the meters about the programs. */
    private static String families(String scrape) {
        StringBuilder families = new StringBuilder();
        for (String line : scrape.split("(?<=\n)", -1)) {
            String name = line.replaceFirst("^# [A-Z]+ ", "");
            if (!name.startsWith(SELF)) {
                families.append(line);
            }
        }
        return families.toString();
    }
}

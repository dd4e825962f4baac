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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Code of the host's may be written in a language that has no checked exceptions, and so throw any. */
class HostCodeTest {
    private static final String OWN = "own_total 1.0\n";

    private final PrometheusMeterRegistry registry = prometheus();

    HostCodeTest() {
        registry.counter("own").increment();
    }

    private static String thrown(Throwable any) {
        FakeMap.<RuntimeException>rethrow(any);
        return "";
    }

    @Test
    void whateverADecoderThrowsTakesItsKeyAwayAlone() {
        FakeMap map = new FakeMap().put(1, 10).put(2, 20).put(3, 30);
        try (EbpfMetrics metrics = metrics(source(
                "things",
                map,
                counter("ebpf.things"),
                label(
                        "key",
                        key -> key == 1
                                ? thrown(new IOException("no /etc/passwd"))
                                : key == 2 ? thrown(new Error("not implemented")) : "3")))) {
            metrics.bindTo(registry);
            String scrape = registry.scrape();
            assertTrue(scrape.contains(OWN));
            assertEquals("ebpf_things_total{key=\"3\"} 30.0\n", lines(scrape, "ebpf_things_total{"));
            assertEquals(
                    "ebpf_decode_errors_total{program=\"things\"} 2.0\n",
                    lines(registry.scrape(), "decode_errors_total{"));
        }
    }

    @Test
    void whateverADecoderOfRecordsThrowsTakesItsRecordsAwayAlone() {
        Tally tally = new Tally();
        EventFamily calls = new EventFamily(
                new EventLayout(
                        counter("calls"),
                        Retention.FOREVER,
                        label("key", key -> key == 1 ? thrown(new IOException("gone")) : Long.toString(key)),
                        List.of(new EventLayout.Part(0, Long.BYTES)),
                        null,
                        null,
                        Long.BYTES),
                10,
                tally);
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        for (long key = 0; key < 3; key++) {
            calls.take(record.putLong(0, key));
        }
        calls.publish();
        assertEquals(2, calls.family().series().length);
        assertEquals(1, tally.decodeErrors.get());
    }

    @Test
    void aMapThatThereIsNoMemoryForServesItsLastValues() {
        FakeMap map = new FakeMap().put(1, 10);
        try (EbpfMetrics metrics =
                metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            map.put(1, 11).failWith(new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory"));
            String scrape = registry.scrape();
            assertTrue(scrape.contains(OWN));
            assertTrue(scrape.contains("ebpf_things_total{key=\"1\"} 10.0\n"), scrape);
            map.failWith(null);
            assertTrue(registry.scrape().contains("ebpf_collect_errors_total{program=\"things\"} 1.0\n"));
            assertTrue(registry.scrape().contains("ebpf_things_total{key=\"1\"} 11.0\n"));
        }
    }

    @Test
    void whateverIsThrownWhileAProgramIsLoadedMakesItAbsent() {
        SimulatedKernel kernel = new SimulatedKernel();
        ObjectMetrics object = ObjectMetrics.of(HostCodeTest.class, "meters.bpf.o")
                .constant(
                        "threshold",
                        target -> thrown(new IOException("no limit is set")).length());
        BoundSource things = source("things", new FakeMap().put(1, 10), counter("ebpf.things"), noLabels());
        try (EbpfMetrics metrics =
                EbpfMetrics.builder().kernel(kernel).build(List.of(object.bound(10), things), Exporters.available())) {
            metrics.bindTo(registry);
            assertEquals(
                    "java.io.IOException: no limit is set",
                    metrics.status().get(0).reason());
            assertEquals(ProgramStatus.up("things"), metrics.status().get(1));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.failing;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.prometheus;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.UnsupportedException;
import org.junit.jupiter.api.Test;

class SelfMetersTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);
    private final SimpleMeterRegistry simple = new SimpleMeterRegistry();

    private EbpfMetrics bound() {
        EbpfMetrics metrics = metrics(source("things", map, counter("ebpf.things"), label("key", Long::toString)));
        metrics.bindTo(simple);
        return metrics;
    }

    @Test
    void entriesCapacityAndSeriesAreThoseOfTheLastPicture() {
        try (EbpfMetrics metrics = bound()) {
            assertEquals(
                    2,
                    simple.get("ebpf.map.entries").tag("map", "things").gauge().value());
            assertEquals(100, simple.get("ebpf.map.capacity").gauge().value());
            assertEquals(
                    2,
                    simple.get("ebpf.series")
                            .tag("metric", "ebpf.things")
                            .tag("program", "things")
                            .gauge()
                            .value());
            assertTrue(simple.get("ebpf.collect.duration").gauge().value() > 0);
            map.put(3, 1);
            assertEquals(2, simple.get("ebpf.map.entries").gauge().value(), "no meter reads a map");
            metrics.refresh();
            assertEquals(3, simple.get("ebpf.map.entries").gauge().value());
            assertEquals(3, simple.get("ebpf.series").gauge().value());
        }
        assertEquals(List.of(), simple.getMeters());
    }

    @Test
    void theReasonIsALabel() {
        PrometheusMeterRegistry registry = prometheus();
        try (EbpfMetrics metrics = metrics(
                source("a", map, counter("ebpf.things"), label("key", Long::toString)),
                failing("b", new PermissionException("CAP_BPF is missing", 1)),
                failing("c", new UnsupportedException("no BTF", 95)),
                failing("d", new MalformedObjectException("cut off")),
                failing("e", new IllegalArgumentException("no map x")),
                failing("f", new NotFoundException("no function y")),
                failing("g", new ArithmeticException("a bug")))) {
            metrics.bindTo(registry);
            assertEquals("""
                    ebpf_status{program="a",reason="none"} 1.0
                    ebpf_status{program="b",reason="permission"} 1.0
                    ebpf_status{program="c",reason="unsupported"} 1.0
                    ebpf_status{program="d",reason="malformed_object"} 1.0
                    ebpf_status{program="e",reason="declaration"} 1.0
                    ebpf_status{program="f",reason="not_found"} 1.0
                    ebpf_status{program="g",reason="error"} 1.0
                    """, lines(registry.scrape(), "ebpf_status{"));
            String scrape = registry.scrape();
            assertEquals("", lines(scrape, "ebpf_map_entries{program=\"b\""), "nothing is shown of what is not there");
        }
    }

    @Test
    void metersThatTheHostDeniesAreLeftOut() {
        simple.config().meterFilter(MeterFilter.denyNameStartsWith("ebpf.map"));
        try (EbpfMetrics metrics = bound()) {
            metrics.refresh();
            assertTrue(simple.find("ebpf.map.entries").meters().isEmpty());
            assertEquals(
                    20,
                    simple.get("ebpf.things").tag("key", "2").functionCounter().count());
        }
    }

    @Test
    void theHostsMeterOfTheSameNameStaysTheHosts() {
        Counter host = Counter.builder("ebpf.map.entries")
                .tags("program", "things", "map", "things")
                .register(simple);
        host.increment();
        try (EbpfMetrics metrics = bound()) {
            assertEquals(1, host.count());
            assertEquals(List.of(ProgramStatus.up("things")), metrics.status());
            assertEquals(
                    20,
                    simple.get("ebpf.things").tag("key", "2").functionCounter().count());
            assertEquals(Fixtures.SELF, self(), "and takes none of the others away");
        }
        assertEquals(List.of(host), simple.getMeters());
    }

    @Test
    void aMeterThatAFilterFailsOverIsLeftOutAlone() {
        List<String> failing = List.of("ebpf.collect.errors", "ebpf.collect.duration", "ebpf.status");
        simple.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (failing.contains(id.getName())) {
                    throw new IllegalStateException("the host's filter fails");
                }
                return id;
            }
        });
        try (EbpfMetrics metrics = bound()) {
            metrics.refresh();
            assertEquals(
                    Fixtures.SELF.stream()
                            .filter(name -> !failing.contains(name))
                            .toList(),
                    self());
        }
    }

    private List<String> self() {
        return simple.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.equals("ebpf.things"))
                .sorted()
                .toList();
    }
}

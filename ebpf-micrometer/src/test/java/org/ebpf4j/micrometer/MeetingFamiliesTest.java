// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.histogram;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.noLabels;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Filters of a registry that give different meters one name: the first has it, and its numbers are its own. */
class MeetingFamiliesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String name) {
        return registry.get(name).functionCounter().count();
    }

    private RequiredSearch upTo(String bound) {
        return registry.get("shop.latency.histogram").tag("le", bound);
    }

    private void allAre(String name) {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("ebpf.")
                        ? id
                        : id.withName(id.getName().replaceFirst("^[a-z]+", name));
            }
        });
    }

    @Test
    void countersOfDifferentUnitsAreNotAddedUp() {
        allAre("shop");
        BoundSource things = source("things", new FakeMap().put(1, 5), counter("things.seen"), noLabels());
        BoundSource waits = source(
                "waits",
                new FakeMap().put(1, 1_000_000_000),
                counter("waits.seen", "seconds", Scale.NANOS_TO_SECONDS),
                noLabels());
        try (EbpfMetrics metrics = metrics(things, waits)) {
            metrics.bindTo(registry);
            metrics.refresh();
            assertEquals(5, count("shop.seen"));
        }
        assertEquals(0, registry.getMeters().size());
    }

    @Test
    void histogramsOfDifferentBucketsAreNotMixedUp() {
        allAre("shop");
        Buckets buckets = Buckets.ofTime(Buckets.doubling(BigDecimal.valueOf(1000), 9));
        MeterLayout wide = new MeterLayout.HistogramLayout(
                "wide.latency",
                "How long things took",
                "seconds",
                buckets,
                BucketRange.all(buckets),
                IntStream.range(0, 11)
                        .mapToObj(slot -> ValueField.u64(slot * Long.BYTES))
                        .toList(),
                null);
        String wider = "0.000256";
        FakeMap counts = new FakeMap().put(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5_000);
        FakeMap others = new FakeMap().put(1, 7, 7, 7, 7, 9_000);
        BoundSource first = source("wide", counts, wide, noLabels());
        BoundSource second = source("narrow", others, histogram("narrow.latency"), noLabels());
        try (EbpfMetrics metrics = metrics(first, second)) {
            metrics.bindTo(registry);
            assertEquals(10, count("shop.latency.count"));
            assertEquals(0.000005, count("shop.latency.sum"));
            assertEquals(10, upTo("+Inf").functionCounter().count());
            assertEquals(9, upTo(wider).functionCounter().count());
        }
        try (EbpfMetrics metrics = metrics(
                source("narrow", others, histogram("narrow.latency"), noLabels()),
                source("wide", counts, wide, noLabels()))) {
            metrics.bindTo(registry);
            assertEquals(28, count("shop.latency.count"));
            assertEquals(28, upTo("+Inf").functionCounter().count());
            assertEquals(
                    0,
                    registry.find("shop.latency.histogram")
                            .tag("le", wider)
                            .meters()
                            .size());
        }
    }

    @Test
    void partsOfOneHistogramAreNotAddedUp() {
        registry.config().meterFilter(MeterFilter.ignoreTags("le"));
        FakeMap latency = new FakeMap().put(1, 5, 3, 0, 1, 100).put(2, 1, 1, 1, 1, 100);
        try (EbpfMetrics metrics =
                metrics(source("latency", latency, histogram("shop.latency"), label("key", Long::toString)))) {
            metrics.bindTo(registry);
            FunctionCounter first =
                    registry.get("shop.latency.histogram").tag("key", "1").functionCounter();
            assertEquals(5, first.count(), "the first bucket, which had the name first");
        }
        assertEquals(0, registry.getMeters().size());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusCounterLinesTest {
    private final FakeMap map = new FakeMap().put(1, 10).put(2, 20);
    private final PrometheusMeterRegistry registry = Fixtures.prometheus();
    private final EbpfMetrics metrics = Fixtures.metrics(Fixtures.source(
            "things", map, counter("things", "seconds", Scale.NANOS_TO_SECONDS), label("key", Long::toString)));

    @AfterEach
    void close() {
        metrics.close();
    }

    private CounterSnapshot scrape() {
        return registry.getPrometheusRegistry().scrape("things_seconds"::equals).stream()
                .filter(CounterSnapshot.class::isInstance)
                .map(CounterSnapshot.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Keys and values in the order of the lines, in the kernel's unit. */
    private static List<String> shown(CounterSnapshot counters) {
        return counters.getDataPoints().stream()
                .map(point -> point.getLabels().get("key") + "=" + nanos(point))
                .toList();
    }

    private static long nanos(CounterDataPointSnapshot point) {
        return Math.round(point.getValue() * 1e9);
    }

    @Test
    void whatAScrapeShowedStaysUntilTheNextButOne() {
        metrics.bindTo(registry);
        CounterSnapshot first = scrape();
        map.put(1, 11);
        CounterSnapshot second = scrape();
        assertEquals(List.of("1=10", "2=20"), shown(first));
        assertEquals(List.of("1=11", "2=20"), shown(second));
    }

    @Test
    void whatAScrapeShowedStaysAlsoWhereSeriesCameAndLeftSince() {
        metrics.bindTo(registry);
        CounterSnapshot first = scrape();
        map.remove(1);
        map.put(0, 5).put(2, 22).put(3, 30);
        CounterSnapshot second = scrape();
        assertEquals(List.of("1=10", "2=20"), shown(first));
        assertEquals(List.of("0=5", "2=22", "3=30"), shown(second));
        map.put(2, 23);
        assertEquals(List.of("0=5", "2=23", "3=30"), shown(scrape()));
        assertEquals(List.of("0=5", "2=22", "3=30"), shown(second));
    }

    @Test
    void linesAreSortedHoweverTheirSeriesCame() {
        metrics.bindTo(registry);
        scrape();
        LongStream.of(19, 3, 11).forEach(key -> {
            map.put(key, 100 + key);
            scrape();
        });
        assertEquals(List.of("1=10", "11=111", "19=119", "2=20", "3=103"), shown(scrape()));
    }

    @Test
    void aLineThatSeriesJoinAndLeaveIsTheirSumAndNeverFalls() {
        registry.config().meterFilter(MeterFilter.ignoreTags("key"));
        map.remove(2);
        metrics.bindTo(registry);
        assertEquals(10, nanos(scrape().getDataPoints().get(0)));
        map.put(2, 20);
        assertEquals(30, nanos(scrape().getDataPoints().get(0)));
        map.remove(1);
        map.put(2, 21);
        assertEquals(31, nanos(scrape().getDataPoints().get(0)));
        map.put(2, 25);
        assertEquals(35, nanos(scrape().getDataPoints().get(0)));
    }
}

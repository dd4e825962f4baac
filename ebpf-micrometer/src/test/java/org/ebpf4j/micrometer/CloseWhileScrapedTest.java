// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.family;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.ebpf4j.micrometer.Fixtures.lines;
import static org.ebpf4j.micrometer.Fixtures.metrics;
import static org.ebpf4j.micrometer.Fixtures.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A binder is closed, and another takes its place, while a scrape reads the map of the first. */
class CloseWhileScrapedTest {
    private static final long LONG_SECONDS = 60;
    private static final String THINGS = "ebpf_things_total{";

    private final PrometheusMeterRegistry registry = Fixtures.prometheus();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final FakeMap map = new FakeMap().put(1, 10);
    private volatile boolean holding;
    private final EbpfMetrics first = metrics(new BoundSource("things", (kernel, tally) -> {
        Family family = family(counter("ebpf.things"), label("key", Long::toString), 10, tally);
        MapReader reader =
                new MapReader("things", 10, new WatchedReading(map, this::read), List.of(), List.of(family), tally);
        return new BoundSource.Loaded(List.of(reader), List.of(), List.of(), List.of(), null, () -> {});
    }));
    private final EbpfMetrics second =
            metrics(source("things", new FakeMap().put(1, 555), counter("ebpf.things"), label("key", Long::toString)));

    @AfterEach
    void close() {
        mayRead.countDown();
        first.close();
        second.close();
    }

    @Test
    void theScrapeEndsWithoutItsNumbersAndTheNextShowsThoseOfTheOther() throws Exception {
        // Of Micrometer's own meters, which go and come back, a scrape that takes that long may see both.
        registry.config().meterFilter(MeterFilter.deny(id -> !id.getName().equals("ebpf.things")));
        first.bindTo(registry);
        assertEquals(THINGS + "key=\"1\"} 10.0\n", lines(registry.scrape(), THINGS));
        holding = true;
        CompletableFuture<String> scrape = CompletableFuture.supplyAsync(registry::scrape);
        assertTrue(reading.await(LONG_SECONDS, TimeUnit.SECONDS));
        Thread closing = new Thread(() -> {
            first.close();
            second.bindTo(registry);
        });
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        mayRead.countDown();
        String text = scrape.get(LONG_SECONDS, TimeUnit.SECONDS);
        closing.join(TimeUnit.SECONDS.toMillis(LONG_SECONDS));
        assertTrue(!text.contains(THINGS + "key=\"1\"} 10.0\n"), text);
        assertEquals(THINGS + "key=\"1\"} 555.0\n", lines(registry.scrape(), THINGS));
    }

    /** Takes a picture, of which one is held up. */
    private int read() {
        if (holding) {
            holding = false;
            reading.countDown();
            try {
                assertTrue(mayRead.await(LONG_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return map.read();
    }
}

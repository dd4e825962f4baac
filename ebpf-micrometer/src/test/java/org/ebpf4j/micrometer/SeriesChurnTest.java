// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.ebpf4j.BpfObject;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.TypedMap;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Half a million keys that come into a hash map of the kernel's and leave it as fast as can be, while three others ask: nothing that was counted is
 * lost or counted twice, neither where keys share series nor where they are past the limit, and no total ever falls.
 */
@Tag("host") // It takes too long where the processor is emulated.
@KernelTest
class SeriesChurnTest {
    private static final int LASTING = 64;
    private static final int AT_ONCE = 5_000;
    private static final int GENERATIONS = 100;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final String SHARED = "churn_shared_total{";
    private static final String CROWDED = "churn_crowded_total{";

    private final PrometheusMeterRegistry prometheus = Fixtures.prometheus();
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry steps = new SimpleMeterRegistry(
            new SimpleConfig() {
                @Override
                public @Nullable String get(String key) {
                    return null;
                }

                @Override
                public CountingMode mode() {
                    return CountingMode.STEP;
                }

                @Override
                public Duration step() {
                    return STEP;
                }
            },
            clock);

    private final AtomicLong reads = new AtomicLong();
    private volatile long written;
    private volatile boolean done;

    /** What the binder is built with for another registry than those here. */
    EbpfMetrics.Builder builder() {
        return EbpfMetrics.builder();
    }

    /** The registries with that other one. */
    CompositeMeterRegistry also(CompositeMeterRegistry registries) {
        return registries;
    }

    /** Lets the other registry tell what it has, by one thread at a time, again and again. */
    void askOther() {
        Thread.onSpinWait();
    }

    /** What the other registry has told in all. */
    void assertOther(Map<String, Long> totals) {}

    @Test
    void nothingIsLostOrCountedTwice(Kernel kernel) throws Exception {
        byte[] bytes = ObjectFile.of(SeriesChurnTest.class, "meters.bpf.o").bytes();
        ObjectSpec spec = ObjectSpec.read("meters.bpf.o", bytes);
        spec.map("disk_buckets").maxEntries(2 * AT_ONCE + LASTING);
        try (BpfObject object = new ObjectLoader(kernel).load(spec)) {
            Codec<Long> u64 = Codecs.integer(Long.BYTES, false);
            BpfMap map = object.map("disk_buckets");
            TypedMap<Long, Long> numbers = new TypedMap<>(map, u64, u64);
            written = LASTING;
            put(numbers, 0, LASTING, 1); // They come first, so that they have the series that there may be.
            Tally tally = new Tally();
            BoundSource source = new BoundSource("churn", (target, ignored) -> bound(map, tally));
            try (EbpfMetrics metrics = Fixtures.metrics(builder(), source)) {
                metrics.bindTo(also(new CompositeMeterRegistry().add(prometheus).add(steps)));
                List<Double> totals = whileAsking(metrics, () -> churn(numbers));
                assertEquals(Collections.nCopies(2, (double) written), totals, "counted from step to step");
                assertScraped(Map.of(), written);
                askOther();
                assertOther(Map.of("churn.shared", written, "churn.crowded", written));
                assertEquals((long) AT_ONCE * GENERATIONS, tally.seriesDropped.get());
                assertEquals(0, tally.collectErrors.get());
                assertEquals(0, tally.decodeErrors.get());
            }
        }
    }

    /** Two meters on one map: of one, all keys share as many series as there are lasting ones; the other has as many series, and all others are past the limit. */
    private BoundSource.Loaded bound(BpfMap map, Tally tally) {
        Family shared = Fixtures.family(
                counter("churn.shared"), label("shard", key -> Long.toString(key % LASTING)), LASTING, tally);
        Family crowded = Fixtures.family(counter("churn.crowded"), label("key", Long::toString), LASTING, tally);
        MapReading pictures = SnapshotReading.of(map, false);
        MapReading counted = new WatchedReading(pictures, () -> {
            int rows = pictures.read();
            reads.incrementAndGet();
            return rows;
        });
        return new BoundSource.Loaded(
                List.of(new MapReader("disk_buckets", 1 << 20, counted, List.of(), List.of(shared, crowded), tally)),
                List.of(),
                List.of(),
                List.of(),
                null,
                () -> {});
    }

    private void put(TypedMap<Long, Long> numbers, long first, int count, long value) {
        Map<Long, Long> entries = new HashMap<>();
        for (long key = first; key < first + count; key++) {
            entries.put(key, value);
        }
        numbers.putAll(entries);
    }

    private void churn(TypedMap<Long, Long> numbers) {
        long sum = written;
        for (int generation = 1; generation <= GENERATIONS; generation++) {
            sum += (long) AT_ONCE * generation + LASTING;
            written = sum; // Before it can be seen.
            long first = (long) generation * AT_ONCE;
            put(numbers, 0, LASTING, 1 + generation);
            put(numbers, first, AT_ONCE, generation);
            long before = reads.get();
            while (reads.get() < before + 2) { // The first of them may have begun before all was written.
                Thread.onSpinWait();
            }
            numbers.removeAll(LongStream.range(first, first + AT_ONCE).boxed().toList());
        }
    }

    /** What the steps of the one registry add up to that is asked for them, after two more have asked for whole pictures all the time. */
    private List<Double> whileAsking(EbpfMetrics metrics, Runnable work) throws Exception {
        ExecutorService scrapers = Executors.newFixedThreadPool(4);
        try {
            Future<Integer> first = scrapers.submit(this::scrape);
            Future<Integer> second = scrapers.submit(this::scrape);
            Future<List<Double>> third = scrapers.submit(() -> {
                double[] totals = new double[2];
                boolean last;
                do {
                    last = done;
                    clock.add(STEP);
                    metrics.refresh();
                    totals[0] += step("churn.shared");
                    totals[1] += step("churn.crowded");
                } while (!last);
                clock.add(STEP); // What was read while the last step was asked for.
                totals[0] += step("churn.shared");
                totals[1] += step("churn.crowded");
                return List.of(totals[0], totals[1]);
            });
            Future<?> other = scrapers.submit(() -> {
                while (!done) {
                    askOther();
                }
            });
            work.run();
            done = true;
            other.get();
            assertTrue(first.get() > 0 && second.get() > 0);
            return third.get();
        } finally {
            done = true;
            scrapers.shutdownNow();
        }
    }

    private int scrape() {
        Map<String, Double> before = Map.of();
        int scrapes = 0;
        while (!done) {
            before = assertScraped(before, -1);
            scrapes++;
        }
        return scrapes;
    }

    /**
     * Scrapes, and compares with the scrape before, whose series must be there and may not have fallen.
     *
     * @param total what each of the two must add up to; -1 for at most what was written
     */
    private Map<String, Double> assertScraped(Map<String, Double> before, long total) {
        Map<String, Double> now = new HashMap<>();
        double shared = 0;
        double crowded = 0;
        for (String line : prometheus.scrape().lines().toList()) {
            if (line.startsWith(SHARED) || line.startsWith(CROWDED)) {
                String series = line.substring(0, line.indexOf(' '));
                double value = Double.parseDouble(line.substring(series.length() + 1));
                now.put(series, value);
                shared += line.startsWith(SHARED) ? value : 0;
                crowded += line.startsWith(CROWDED) ? value : 0;
            }
        }
        before.forEach((series, value) -> assertTrue(now.getOrDefault(series, -1.0) >= value, series));
        if (total < 0) {
            assertTrue(shared <= written && crowded <= written, shared + " and " + crowded + " of " + written);
        } else {
            assertEquals((double) total, shared);
            assertEquals((double) total, crowded);
            assertEquals(2 * LASTING + 1, now.size());
        }
        return now;
    }

    private double step(String name) {
        double sum = 0;
        for (FunctionCounter counter : steps.find(name).functionCounters()) {
            double count = counter.count();
            assertTrue(count >= 0, counter.getId() + " fell by " + count);
            sum += count;
        }
        return sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records of two numbers: a label at 8 and a value at 0. */
class EventTableTest {
    private static final int RECORD = 16;

    private final Tally tally = new Tally();
    private final ByteBuffer record = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    private static EventLayout layout(boolean histogram, LongFunction<@Nullable String> label) {
        Buckets buckets = Buckets.ofTime(Buckets.doubling(BigDecimal.valueOf(1000), 3));
        return new EventLayout(
                histogram ? Fixtures.histogram("latency") : Fixtures.counter("calls"),
                Retention.FOREVER,
                Fixtures.label("key", label),
                List.of(new EventLayout.Part(Long.BYTES, Long.BYTES)),
                ValueField.u64(0),
                histogram ? new BucketSearch(buckets) : null,
                RECORD);
    }

    private void take(EventTable table, long value, long label) {
        // Not at the begin of its buffer, as in a ring.
        record.clear().position(8).limit(8 + RECORD);
        record.putLong(8, value).putLong(16, label);
        table.take(record);
    }

    private static Map<String, Long> totals(Family family) {
        Map<String, Long> totals = new TreeMap<>();
        for (Series series : family.series()) {
            totals.put(series.labels().get(0), series.value(0));
        }
        return totals;
    }

    @Test
    void recordsShowWhenTheyArePublished() {
        EventFamily calls = new EventFamily(layout(false, Long::toString), 10, tally);
        EventTable table = new EventTable(List.of(calls));
        take(table, 5, 1);
        assertEquals(Map.of(), totals(calls.family()));
        assertEquals(1, table.publish());
        Series[] series = calls.family().series();
        assertEquals(Map.of("1", 5L), totals(calls.family()));
        take(table, 6, 1);
        assertEquals(Map.of("1", 5L), totals(calls.family()));
        table.publish();
        assertEquals(2, table.publish());
        assertEquals(Map.of("1", 11L), totals(calls.family()));
        assertTrue(series == calls.family().series(), "nothing came or left");
    }

    @Test
    void aTableCountsAsAMapOfTotalsWould() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EventFamily calls = new EventFamily(layout(false, key -> key % 7 == 0 ? null : "l" + key % 20), 15, tally);
        EventTable table = new EventTable(List.of(calls));
        Map<String, Long> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // Far more keys than are remembered lead to more labels than there is room for.
            long key = random.nextInt(10_000);
            long value = random.nextInt(100);
            take(table, value, key);
            String label = "l" + key % 20;
            if (key % 7 != 0) {
                boolean room = model.containsKey(label)
                        || model.keySet().stream()
                                        .filter(l -> !l.equals("other"))
                                        .count()
                                < 15;
                model.merge(room ? label : "other", value, Long::sum);
            }
            if (random.nextInt(1000) == 0) {
                table.publish();
                assertEquals(new TreeMap<>(model), totals(calls.family()), () -> "seed " + seed);
            }
        }
        assertEquals(50_000, table.publish());
        assertEquals(new TreeMap<>(model), totals(calls.family()), () -> "seed " + seed);
        assertEquals(0, tally.decodeErrors.get());
    }

    @Test
    void seriesToWhichNoRecordComesLeaveAfterTheTimeThatIsSaid() {
        long[] now = {0};
        EventLayout forever = layout(false, Long::toString);
        EventLayout layout = new EventLayout(
                forever.layout(),
                new Retention(100, true),
                forever.labels(),
                forever.fields(),
                forever.value(),
                null,
                RECORD);
        EventFamily calls = new EventFamily(layout, 2, tally, () -> now[0]);
        EventTable table = new EventTable(List.of(calls));
        take(table, 5, 1);
        take(table, 5, 2);
        take(table, 7, 3); // No room for a third.
        table.publish();
        now[0] = 60;
        take(table, 5, 2);
        table.publish();
        assertEquals(Map.of("1", 5L, "2", 10L, "other", 7L), totals(calls.family()));
        now[0] = 100;
        table.publish();
        assertEquals(Map.of("2", 10L, "other", 7L), totals(calls.family()));
        // One that comes back begins anew, and there is room for it; the overflow series stays.
        take(table, 1, 1);
        take(table, 1, 3);
        table.publish();
        assertEquals(Map.of("1", 1L, "2", 10L, "other", 8L), totals(calls.family()));
        now[0] = 1000;
        table.publish();
        assertEquals(Map.of("other", 8L), totals(calls.family()));
    }

    @Test
    void whatCouldNotBeDecodedIsTriedAgainAfterItWasShown() {
        boolean[] broken = {true};
        EventFamily calls = new EventFamily(
                layout(false, key -> {
                    if (broken[0]) {
                        throw new IllegalStateException("not yet");
                    }
                    return "fine";
                }),
                10,
                tally);
        EventTable table = new EventTable(List.of(calls));
        take(table, 1, 1);
        take(table, 1, 1);
        table.publish();
        assertEquals(2, tally.decodeErrors.get(), "each record is an error");
        assertEquals(Map.of(), totals(calls.family()));
        broken[0] = false;
        take(table, 5, 1);
        table.publish();
        assertEquals(Map.of("fine", 5L), totals(calls.family()));
        assertEquals(2, tally.decodeErrors.get());
    }

    @Test
    void aRecordOfKnownLabelsAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EventFamily calls = new EventFamily(layout(false, Long::toString), 100, tally);
        EventFamily latency = new EventFamily(layout(true, Long::toString), 100, tally);
        EventTable table = new EventTable(List.of(calls, latency));
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                take(table, i, i % 50);
            }
            table.publish();
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated);
        assertEquals(200_000, table.publish());
    }

    @Test
    void whatOneThreadCountsAndAnotherShowsIsAllThereOnce() throws InterruptedException {
        EventFamily latency = new EventFamily(layout(true, Long::toString), 10, tally);
        EventTable table = new EventTable(List.of(latency));
        AtomicBoolean done = new AtomicBoolean();
        Thread taking = new Thread(() -> {
            for (int i = 0; i < 300_000; i++) {
                take(table, 1500, i % 3);
            }
            done.set(true);
        });
        taking.start();
        long last = 0;
        boolean finished = false;
        while (!finished) {
            finished = done.get();
            long received = table.publish();
            long shown = 0;
            for (Series series : latency.family().series()) {
                // Nobody else publishes, so that what is shown of a histogram belongs together.
                assertEquals(series.value(1) * 1500, series.value(4));
                shown += series.value(1);
            }
            assertEquals(received, shown);
            assertTrue(shown >= last);
            last = shown;
        }
        taking.join();
        assertEquals(300_000, last);
    }

    @Test
    void aBucketIsThatOfTheFirstBoundThatIsNotExceeded() {
        List<Buckets> all = List.of(
                Buckets.of(Buckets.doubling(BigDecimal.ONE, 1)),
                Buckets.of(Buckets.doubling(BigDecimal.valueOf(3), 512)),
                Buckets.of(Buckets.rising(BigDecimal.valueOf(-7), BigDecimal.valueOf(2), 9)),
                Buckets.of(Buckets.rising(BigDecimal.valueOf(-7), BigDecimal.valueOf(2), 2)),
                Buckets.of(List.of(BigDecimal.ZERO, BigDecimal.valueOf(0.5), BigDecimal.valueOf(Long.MAX_VALUE))));
        for (Buckets buckets : all) {
            BucketSearch search = new BucketSearch(buckets);
            for (long number : edges(buckets)) {
                BigDecimal exact = new BigDecimal(Long.toUnsignedString(number));
                int expected = (int) buckets.raw().stream()
                        .filter(bound -> exact.compareTo(bound) > 0)
                        .count();
                assertEquals(expected, search.slotOf(number), () -> exact + " in " + buckets.raw());
            }
        }
    }

    private static long[] edges(Buckets buckets) {
        return Stream.concat(
                        Stream.of(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)),
                        buckets.raw().stream().map(BigDecimal::toBigInteger))
                .flatMap(bound -> Stream.of(bound.subtract(BigInteger.ONE), bound, bound.add(BigInteger.ONE)))
                .filter(number -> number.signum() >= 0 && number.bitLength() <= Long.SIZE)
                .mapToLong(BigInteger::longValue)
                .toArray();
    }
}

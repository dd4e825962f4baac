// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.gauge;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Retention TEN_SECONDS = Retention.of(Duration.ofSeconds(10));

    private final FakeMap map = new FakeMap();
    private final Tally tally = new Tally();
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // Clocks of this kind may overflow.

    private Family family(MeterLayout layout, int limit, Retention retention) {
        return new Family(layout, label("key", Long::toString), Long.BYTES, limit, retention, tally, () -> nanos);
    }

    private Map<String, Long> readAfter(int seconds, Family family) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        family.update(map, map.read());
        Map<String, Long> values = new TreeMap<>();
        for (Series series : family.series()) {
            values.put(series.labels().get(0), series.value(0));
        }
        return values;
    }

    @Test
    void aSeriesThatIsKeptCountsOnWhenItsKeyComesBack() {
        Family kept = family(counter("things"), 10, Retention.FOREVER);
        map.put(1, 10).put(2, 20);
        readAfter(0, kept);
        map.remove(1);
        assertEquals(Map.of("1", 10L, "2", 20L), readAfter(1_000_000, kept));
        map.put(1, 5);
        assertEquals(Map.of("1", 15L, "2", 20L), readAfter(1, kept));
    }

    @Test
    void aSeriesWithoutZerosBeginsWhenItsKeyCounts() {
        Family counted = family(counter("things"), 10, Retention.NONE.withoutZeros());
        map.put(1, 0).put(2, 20);
        assertEquals(Map.of("2", 20L), readAfter(0, counted));
        map.put(1, 5).put(2, 0);
        assertEquals(Map.of("1", 5L, "2", 20L), readAfter(1, counted), "what counted once stays");
        map.remove(2);
        map.put(1, 0);
        assertEquals(Map.of("1", 5L), readAfter(1, counted));
    }

    @Test
    void aSeriesExpiresSomeTimeAfterItsKeyLeft() {
        Family expiring = family(counter("things"), 10, TEN_SECONDS);
        map.put(1, 10).put(2, 20).put(3, 30);
        readAfter(100, expiring);
        map.remove(1);
        readAfter(0, expiring);
        map.remove(2);
        readAfter(4, expiring);
        assertEquals(Map.of("1", 10L, "2", 20L, "3", 30L), readAfter(5, expiring));
        assertEquals(Map.of("2", 20L, "3", 30L), readAfter(1, expiring));
        map.put(2, 1);
        assertEquals(Map.of("2", 21L, "3", 30L), readAfter(1, expiring), "it came back in time");
        assertEquals(Map.of("2", 21L, "3", 30L), readAfter(100, expiring), "a key that is there does not expire");
        map.put(1, 4);
        assertEquals(Map.of("1", 4L, "2", 21L, "3", 30L), readAfter(1, expiring), "it came back as a new one");
    }

    @Test
    void aGaugeThatIsKeptShowsItsLastValue() {
        Family kept = family(gauge("level"), 10, TEN_SECONDS);
        map.put(1, 10);
        readAfter(0, kept);
        map.remove(1);
        assertEquals(Map.of("1", 10L), readAfter(1, kept));
        map.put(1, 7);
        assertEquals(Map.of("1", 7L), readAfter(1, kept));
        map.remove(1);
        readAfter(1, kept);
        assertEquals(Map.of(), readAfter(10, kept));
    }

    @Test
    void seriesThatAreKeptCountAgainstTheLimit() {
        Family kept = family(counter("things"), 2, TEN_SECONDS);
        map.put(1, 10).put(2, 20);
        readAfter(0, kept);
        map.remove(1);
        map.put(3, 30);
        assertEquals(Map.of("1", 10L, "2", 20L, "other", 30L), readAfter(1, kept));
        assertEquals(1, tally.seriesDropped.get());
        map.put(4, 40);
        assertEquals(Map.of("2", 20L, "4", 40L, "other", 30L), readAfter(10, kept), "the first has made room");
    }

    @Test
    void aTimeThatIsNoneIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> Retention.of(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Retention.of(Duration.ofSeconds(-1)));
        assertEquals(Retention.FOREVER, Retention.of(Duration.ofSeconds(Long.MAX_VALUE)));
    }
}

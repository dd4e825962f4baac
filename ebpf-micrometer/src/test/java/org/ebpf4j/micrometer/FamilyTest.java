// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.family;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FamilyTest {
    private final FakeMap map = new FakeMap();
    private final Tally tally = new Tally();
    private final Family byKey = family(counter("things"), label("key", Long::toString), 1000, tally);

    private Map<String, Long> read(Family family) {
        family.update(map, map.read());
        Map<String, Long> values = new TreeMap<>();
        for (Series series : family.series()) {
            values.put(String.join(",", series.labels()), series.value(0));
        }
        return values;
    }

    @Test
    void countsWhatTheMapHolds() {
        map.put(1, 10).put(2, 20);
        assertEquals(Map.of("1", 10L, "2", 20L), read(byKey));
    }

    @Test
    void growsByWhatTheMapGrows() {
        map.put(1, 10);
        read(byKey);
        map.put(1, 17);
        assertEquals(Map.of("1", 17L), read(byKey));
    }

    @Test
    void doesNotFallWhenTheMapStartsOver() {
        map.put(1, 100);
        read(byKey);
        map.put(1, 3);
        assertEquals(Map.of("1", 103L), read(byKey));
    }

    @Test
    void takesNumbersAsUnsigned() {
        map.put(1, Long.MAX_VALUE);
        read(byKey);
        map.put(1, Long.MIN_VALUE + 1);
        assertEquals(Map.of("1", Long.MIN_VALUE + 1), read(byKey));
        assertEquals(0x1p63, Unsigned.toDouble(Long.MIN_VALUE + 1));
    }

    @Test
    void aRowLeavesWithItsKey() {
        map.put(1, 10).put(2, 20);
        read(byKey);
        map.remove(1);
        assertEquals(Map.of("2", 20L), read(byKey));
    }

    @Test
    void aKeyThatComesBackCountsAsNew() {
        map.put(1, 10);
        read(byKey);
        map.remove(1);
        read(byKey);
        map.put(1, 4);
        assertEquals(Map.of("1", 4L), read(byKey));
    }

    @Test
    void keysOfEqualLabelsShareASeriesThatOutlivesEach() {
        Family parity = family(counter("things"), label("parity", key -> key % 2 == 0 ? "even" : "odd"), 10, tally);
        map.put(1, 1).put(2, 20).put(3, 300);
        assertEquals(Map.of("odd", 301L, "even", 20L), read(parity));
        map.remove(1);
        map.put(3, 305);
        assertEquals(Map.of("odd", 306L, "even", 20L), read(parity));
        map.remove(3);
        assertEquals(Map.of("even", 20L), read(parity));
    }

    @Test
    void labelsAreNotJoinedToTellSeriesApart() {
        KeyLabels two = new KeyLabels(java.util.List.of(
                new KeyLabels.Field("a", 0, 8, Fixtures.decoder(key -> key == 1 ? "x|y" : "x")),
                new KeyLabels.Field("b", 0, 8, Fixtures.decoder(key -> key == 1 ? "z" : "y|z"))));
        map.put(1, 1).put(2, 2);
        assertEquals(2, read(family(counter("things"), two, 10, tally)).size());
    }

    @Test
    void keysPastTheLimitCountAsOtherAndAreReported() {
        Family two = family(counter("things"), label("key", Long::toString), 2, tally);
        map.put(1, 1).put(2, 2).put(3, 30).put(4, 40);
        assertEquals(Map.of("1", 1L, "2", 2L, "other", 70L), read(two));
        assertEquals(2, tally.seriesDropped.get());
        map.put(3, 31);
        assertEquals(71L, read(two).get("other"));
        assertEquals(2, tally.seriesDropped.get(), "a key is dropped once, not at every read");
        map.remove(3);
        map.remove(4);
        assertEquals(71L, read(two).get("other"), "what was counted together does not fall");
    }

    @Test
    void keysThatComeHaveTheRoomOfThoseThatLeaveInTheSamePicture() {
        Family two = family(counter("things"), label("key", Long::toString), 2, tally);
        map.put(1, 1).put(2, 2);
        read(two);
        map.remove(1);
        map.remove(2);
        map.put(3, 3).put(4, 4);
        assertEquals(Map.of("3", 3L, "4", 4L), read(two));
        map.put(3, 33);
        assertEquals(Map.of("3", 33L, "4", 4L), read(two));
        map.remove(3);
        map.put(5, 5).put(6, 60).put(7, 70);
        assertEquals(Map.of("4", 4L, "5", 5L, "other", 130L), read(two));
        assertEquals(2, tally.seriesDropped.get());
        map.put(6, 61);
        map.remove(5);
        map.put(8, 8);
        assertEquals(Map.of("4", 4L, "8", 8L, "other", 131L), read(two));
    }

    @Test
    void aDecoderThatThrowsTakesOnlyItsRowAndIsCountedOncePerKey() {
        AtomicInteger calls = new AtomicInteger();
        Family fussy = family(
                counter("things"),
                label("key", key -> {
                    calls.incrementAndGet();
                    if (key == 2) {
                        throw new IllegalStateException("no name for 2");
                    }
                    return Long.toString(key);
                }),
                10,
                tally);
        map.put(1, 1).put(2, 2);
        assertEquals(Map.of("1", 1L), read(fussy));
        assertEquals(Map.of("1", 1L), read(fussy));
        assertEquals(1, tally.decodeErrors.get());
        assertEquals(2, calls.get(), "each key is decoded once");
        map.remove(2);
        read(fussy);
        map.put(2, 2);
        read(fussy);
        assertEquals(2, tally.decodeErrors.get(), "a key that comes back is a new key");
    }

    @Test
    void aDroppedRowIsNoError() {
        Family odd = family(counter("things"), label("key", key -> key % 2 == 0 ? null : "odd"), 10, tally);
        map.put(1, 1).put(2, 2);
        assertEquals(Map.of("odd", 1L), read(odd));
        assertEquals(0, tally.decodeErrors.get());
    }

    @Test
    void publishesANewArrayOnlyWhenSeriesComeOrGo() {
        map.put(1, 1);
        read(byKey);
        Series[] before = byKey.series();
        map.put(1, 2);
        read(byKey);
        assertSame(before, byKey.series());
        map.put(2, 1);
        read(byKey);
        assertNotSame(before, byKey.series());
    }

    @Test
    void conservesEveryIncrementThroughChurn() {
        Random random = new Random(42);
        Map<Long, Long> kernel = new HashMap<>();
        Family all = family(counter("things"), label("all", key -> "all"), 10, tally);
        map.put(-1, 0); // Keeps the one series alive.
        long added = 0;
        for (int round = 0; round < 2000; round++) {
            long key = random.nextInt(200);
            if (random.nextInt(4) == 0) {
                kernel.remove(key);
                map.remove(key);
            } else {
                long more = random.nextInt(1000);
                added += more;
                map.put(key, kernel.merge(key, more, Long::sum));
            }
            read(all); // A key that leaves and comes back between two reads looks like one that stayed.
        }
        assertEquals(added, read(all).get("all"));
    }

    @Test
    void makesLabelTextThatEveryRegistryTakes() {
        assertEquals("unknown", LabelText.value(null));
        assertEquals("none", LabelText.value(""));
        assertEquals("a\uFFFDb", LabelText.value("a\uD800b"));
        assertEquals("\uFFFD", LabelText.value("\uDC00"));
        assertEquals("\uD83D\uDE00", LabelText.value("\uD83D\uDE00"));
        assertEquals("key_le", LabelText.name("le"));
        assertEquals("key_9a_b", LabelText.name("9a-b"));
        assertEquals("key___x", LabelText.name("__x"));
        assertEquals("device", LabelText.name("device"));
    }

    @Test
    void boundsAreTheDecimalsThatTheyAreCalled() {
        Buckets buckets = Buckets.ofTime(Buckets.doubling(java.math.BigDecimal.valueOf(1000), 27));
        double[] bounds = buckets.upperBounds();
        assertEquals(28, bounds.length);
        assertEquals(1e-06, bounds[0]);
        assertEquals(2e-06, bounds[1]);
        assertEquals(0.001024, bounds[10]);
        assertEquals(67.108864, bounds[26]);
        assertEquals(Double.POSITIVE_INFINITY, bounds[27]);
        assertEquals("0.000001", buckets.texts().get(0));
        assertEquals("67.108864", buckets.texts().get(26));
        assertEquals("+Inf", buckets.texts().get(27));
        assertEquals(28, buckets.texts().stream().distinct().count());
    }

    @Test
    void findsKeysOfEverySizeByTheirBytes() {
        for (int size : new int[] {1, 2, 4, 7, 8, 9, 12, 16, 23}) {
            RowTable table = new RowTable(size);
            java.nio.ByteBuffer keys =
                    java.nio.ByteBuffer.allocateDirect(size * 100).order(java.nio.ByteOrder.nativeOrder());
            for (int i = 0; i < 100; i++) {
                byte[] key = new byte[size];
                Arrays.fill(key, (byte) 0x5a);
                key[size - 1] = (byte) i;
                keys.put(i * size, key);
                Row row = new Row(key, table.hash(keys, i * size), null, 0, Row.NONE);
                row.seen = i % 2;
                table.add(row);
            }
            for (int i = 0; i < 100; i++) {
                Row found = table.find(keys, i * size, table.hash(keys, i * size));
                assertTrue(found != null && found.key[size - 1] == (byte) i);
            }
            AtomicInteger removed = new AtomicInteger();
            table.retain(1, row -> removed.incrementAndGet());
            assertEquals(50, removed.get());
            assertEquals(50, table.size());
            for (int i = 0; i < 100; i++) {
                assertEquals(i % 2 == 1, table.find(keys, i * size, table.hash(keys, i * size)) != null);
            }
        }
    }
}

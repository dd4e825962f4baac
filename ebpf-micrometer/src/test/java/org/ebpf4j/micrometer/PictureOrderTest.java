// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.ebpf4j.micrometer.Fixtures.counter;
import static org.ebpf4j.micrometer.Fixtures.family;
import static org.ebpf4j.micrometer.Fixtures.label;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Pictures that have the keys of the one before, in its order or another, or that have one twice. */
class PictureOrderTest {
    private static final String ANY = "any";

    private final Tally tally = new Tally();
    private final Shown shown = new Shown();

    @Test
    void countsTheSameInWhateverOrderKeysAreShown() {
        Random random = new Random(7);
        Family byKey = family(counter("things"), label("key", Long::toString), 1000, tally);
        Family together = family(counter("things"), label("all", key -> ANY), 1000, tally);
        Map<Long, Long> last = new TreeMap<>();
        Map<String, Long> totals = new TreeMap<>();
        long sum = 0;
        shown.rows.add(new long[] {-1, 0}); // Keeps the one series.
        for (int round = 0; round < 3000; round++) {
            change(random);
            Map<Long, Long> now = new TreeMap<>();
            shown.rows.forEach(row -> now.putIfAbsent(row[0], row[1]));
            for (Map.Entry<Long, Long> entry : now.entrySet()) {
                long before = last.getOrDefault(entry.getKey(), 0L);
                long grown = entry.getValue() >= before ? entry.getValue() - before : entry.getValue();
                totals.merge(Long.toString(entry.getKey()), grown, Long::sum);
                sum += grown;
            }
            totals.keySet().removeIf(key -> !now.containsKey(Long.parseLong(key)));
            last.clear();
            last.putAll(now);
            assertEquals(totals, values(byKey), "in round " + round);
            assertEquals(Map.of(ANY, sum), values(together), "in round " + round);
        }
    }

    /** What a program, the kernel and a resize of the map may do between two pictures, which is often nothing. */
    private void change(Random random) {
        List<long[]> rows = shown.rows;
        for (int i = rows.size() - 1; i > 0; i--) {
            long key = rows.get(i)[0];
            if (rows.subList(0, i).stream().anyMatch(row -> row[0] == key)) {
                rows.remove(i);
            }
        }
        rows.forEach(row -> row[1] += row[0] < 0 ? 0 : random.nextInt(3));
        int at = random.nextInt(rows.size());
        switch (random.nextInt(10)) {
            case 0, 1 -> insert(at, random.nextInt(40));
            case 2 -> rows.removeIf(row -> row[0] == rows.get(at)[0] && row[0] >= 0);
            case 3 -> Collections.swap(rows, at, random.nextInt(rows.size()));
            case 4 -> Collections.rotate(rows, 1);
            case 5 -> Collections.shuffle(rows, random);
            case 6 -> rows.get(at)[1] = 0;
            case 7 -> rows.add(new long[] {rows.get(at)[0], rows.get(at)[1] + 1000});
            default -> {}
        }
    }

    private void insert(int at, long key) {
        if (shown.rows.stream().noneMatch(row -> row[0] == key)) {
            shown.rows.add(at, new long[] {key, key});
        }
    }

    @Test
    void countsNothingTwiceWhereADecoderFailsForGoodAndIsBetterLater() {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        Family byKey = family(
                counter("things"),
                label("key", key -> {
                    if (key == 3 && exhausted.getAndSet(false)) {
                        throw new OutOfMemoryError("as a decoder of the host's may throw it");
                    }
                    return Long.toString(key);
                }),
                10,
                tally);
        shown.rows.addAll(List.of(new long[] {1, 10}, new long[] {2, 200}));
        values(byKey);
        shown.rows.clear();
        shown.rows.addAll(List.of(new long[] {2, 201}, new long[] {4, 7}, new long[] {1, 12}, new long[] {3, 5}));
        assertThrows(OutOfMemoryError.class, () -> values(byKey));
        assertEquals(Map.of("1", 12L, "2", 201L, "3", 5L, "4", 7L), values(byKey));
    }

    @Test
    void aKeyWithoutCountsGetsItsSeriesWithTheFirst() {
        Family used = new Family(
                counter("things"), label("key", Long::toString), Long.BYTES, 10, Retention.NONE.withoutZeros(), tally);
        shown.rows.addAll(List.of(new long[] {0, 0}, new long[] {1, 4}, new long[] {2, 0}));
        assertEquals(Map.of("1", 4L), values(used));
        shown.rows.get(2)[1] = 9;
        assertEquals(Map.of("1", 4L, "2", 9L), values(used));
        shown.rows.get(0)[1] = 1;
        shown.rows.get(2)[1] = 10;
        assertEquals(Map.of("0", 1L, "1", 4L, "2", 10L), values(used));
    }

    private Map<String, Long> values(Family family) {
        family.update(shown, shown.read());
        Map<String, Long> values = new TreeMap<>();
        for (Series series : family.series()) {
            values.put(String.join(",", series.labels()), series.value(0));
        }
        return values;
    }

    /** Rows of a key and its number, as they stand. */
    private static final class Shown implements MapReading {
        private final List<long[]> rows = new ArrayList<>();

        @Override
        public int read() {
            return rows.size();
        }

        @Override
        public int keySize() {
            return Long.BYTES;
        }

        @Override
        public ByteBuffer keys() {
            ByteBuffer keys =
                    ByteBuffer.allocateDirect(rows.size() * Long.BYTES).order(ByteOrder.nativeOrder());
            rows.forEach(row -> keys.putLong(row[0]));
            return keys;
        }

        @Override
        public long sum(int row, ValueField field) {
            return rows.get(row)[1];
        }

        @Override
        public long greatest(int row, ValueField field) {
            return sum(row, field);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.ENOSPC;
import static org.ebpf4j.kernel.Errno.ENOTSUPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How batched reads behave, asserted alike of the simulation and of the real kernel: each subclass brings one. */
abstract class BatchConformance {
    abstract Kernel kernel();

    abstract int possibleCpus();

    final TestMap open(int type, int maxEntries) {
        return TestMap.open(kernel(), possibleCpus(), type, maxEntries, 0);
    }

    private static Map<Integer, Long> fill(TestMap map, int entries) {
        Map<Integer, Long> expected = new TreeMap<>();
        for (int key = 0; key < entries; key++) {
            assertEquals(0, map.update(key, key * 1000L, 0));
            expected.put(key, key * 1000L);
        }
        return expected;
    }

    private static void assumeBatches(int type, int answer) {
        assumeFalse(
                type == TestMap.PERCPU_ARRAY && answer == -ENOTSUPP.number(),
                "kernels before 5.13 have no batches of per-CPU arrays");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                TestMap.HASH,
                TestMap.PERCPU_HASH,
                TestMap.LRU_HASH,
                TestMap.LRU_PERCPU_HASH,
                TestMap.ARRAY,
                TestMap.PERCPU_ARRAY
            })
    void oneLargeBatchGivesEverythingAndSaysThatItWasTheLast(int type) {
        int entries = 200;
        try (TestMap map = open(type, type >= TestMap.LRU_HASH ? 4096 : entries)) {
            Map<Integer, Long> expected = fill(map, entries);
            TestMap.Batch batch = map.batch(map.position(), entries + 1);
            assumeBatches(type, batch.answer());
            assertEquals(-ENOENT.number(), batch.answer());
            assertEquals(entries, batch.count());
            assertEquals(expected, batch.firstCopies());
            batch.lastCopies().forEach((key, value) -> assertEquals(key * 1000L + map.copies - 1, value));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.ARRAY, TestMap.PERCPU_ARRAY})
    void consecutiveBatchesGiveEachEntryOnce(int type) {
        int entries = 300;
        try (TestMap map = open(type, entries)) {
            Map<Integer, Long> expected = fill(map, entries);
            BatchCall position = map.position();
            List<Integer> keys = new ArrayList<>();
            Map<Integer, Long> values = new TreeMap<>();
            int answer = 0;
            for (int round = 0; answer == 0; round++) {
                assertTrue(round <= entries, "the batches do not end");
                TestMap.Batch batch = map.batch(position, 64);
                answer = batch.answer();
                assumeBatches(type, answer);
                assertTrue(batch.count() <= 64);
                keys.addAll(batch.keys());
                values.putAll(batch.firstCopies());
            }
            assertEquals(-ENOENT.number(), answer);
            assertEquals(entries, keys.size());
            assertEquals(expected, values);
        }
    }

    @Test
    void restartedReadBeginsAtTheFirstEntry() {
        try (TestMap map = open(TestMap.HASH, 300)) {
            fill(map, 300);
            BatchCall position = map.position();
            List<Integer> first = map.batch(position, 64).keys();
            map.batch(position, 64);
            position.restart();
            assertEquals(first, map.batch(position, 64).keys());
        }
    }

    @Test
    void batchesFollowTheOrderOfTheWalk() {
        try (TestMap map = open(TestMap.HASH, 300)) {
            fill(map, 300);
            assertEquals(map.walk(1000), map.batch(map.position(), 301).keys());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void emptyHashEndsAtOnce(int type) {
        try (TestMap map = open(type, 100)) {
            TestMap.Batch batch = map.batch(map.position(), 8);
            assertEquals(-ENOENT.number(), batch.answer());
            assertEquals(0, batch.count());
        }
    }

    @Test
    void readBehindTheEndGivesNothing() {
        for (int type : new int[] {TestMap.HASH, TestMap.ARRAY}) {
            try (TestMap map = open(type, 4)) {
                fill(map, 4);
                BatchCall position = map.position();
                assertEquals(4, map.batch(position, 8).count());
                TestMap.Batch behind = map.batch(position, 8);
                assertEquals(-ENOENT.number(), behind.answer());
                assertEquals(0, behind.count());
            }
        }
    }

    @Test
    void arrayFillsABatchToTheBrimAndEndsWithTheNext() {
        try (TestMap map = open(TestMap.ARRAY, 8)) {
            BatchCall position = map.position();
            TestMap.Batch full = map.batch(position, 8);
            assertEquals(0, full.answer());
            assertEquals(8, full.count());
            TestMap.Batch end = map.batch(position, 8);
            assertEquals(-ENOENT.number(), end.answer());
            assertEquals(0, end.count());
        }
    }

    @Test
    void batchSmallerThanABucketAnswersNoSpaceAndMoreRoomGoesOnFromThere() {
        int entries = 1024;
        try (TestMap map = open(TestMap.HASH, entries)) {
            Map<Integer, Long> expected = fill(map, entries);
            BatchCall position = map.position();
            Map<Integer, Long> values = new TreeMap<>();
            int given = 0;
            int room = 1;
            boolean short1 = false;
            int answer = 0;
            while (answer != -ENOENT.number()) {
                TestMap.Batch batch = map.batch(position, room);
                answer = batch.answer();
                assertTrue(answer == 0 || answer == -ENOENT.number() || answer == -ENOSPC.number(), "" + answer);
                if (answer == -ENOSPC.number()) {
                    short1 = true;
                    assertEquals(0, position.count());
                    room++;
                    assertTrue(room <= entries, "no batch is large enough");
                }
                given += batch.count();
                values.putAll(batch.firstCopies());
            }
            // 1024 keys in 1024 buckets without two in one: a probability of about e^-1020.
            assertTrue(short1, "no bucket held two keys");
            assertEquals(entries, given);
            assertEquals(expected, values);
        }
    }

    @Test
    void noRoomAsksForNothing() {
        try (TestMap map = open(TestMap.HASH, 4)) {
            fill(map, 4);
            BatchCall position = map.position();
            assertEquals(0, map.batch(position, 0).answer());
            assertEquals(0, position.count());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.ebpf4j.kernel.linux.Descriptors.ARRAY;
import static org.ebpf4j.kernel.linux.Descriptors.HASH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

@KernelTest
class MapBatchTest {
    private static final int ENTRIES = 1000;

    private static int filled(Descriptors d, int type) {
        int map = d.map(type, 4, 8, ENTRIES);
        MapCall call = new MapCall(d.kernel, 4, 8);
        for (int key = 0; key < ENTRIES; key++) {
            call.key().bytes().putInt(0, key);
            call.value().bytes().putLong(0, value(key));
            assertEquals(0, d.kernel.mapUpdate(map, call, 0));
        }
        return map;
    }

    private static long value(int key) {
        return key * 1_000_000_007L;
    }

    private static void assertWhole(Memory keys, Memory values, int count) {
        Map<Integer, Long> expected = new HashMap<>();
        Map<Integer, Long> found = new HashMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            expected.put(i, value(i));
            found.put(keys.bytes().getInt(4 * i), values.bytes().getLong(8 * i));
        }
        assertEquals(ENTRIES, count);
        assertEquals(expected, found);
    }

    /** Reads in batches into one flat buffer, growing the batch where a bucket does not fit. */
    private static void readsWhole(int type, int firstBatch) {
        try (Descriptors d = new Descriptors()) {
            int map = filled(d, type);
            Memory keys = d.kernel.allocate(4 * 2 * ENTRIES);
            Memory values = d.kernel.allocate(8 * 2 * ENTRIES);
            BatchCall call = new BatchCall(d.kernel, 4);
            int batch = firstBatch;
            int count = 0;
            int result = 0;
            while (result == 0 || result == -Errno.ENOSPC.number()) {
                assertTrue(count <= ENTRIES);
                result = d.kernel.mapLookupBatch(map, call, keys, 4 * count, values, 8 * count, batch);
                batch = result == -Errno.ENOSPC.number() ? 2 * batch : batch;
                count += call.count();
            }
            assertEquals(-Errno.ENOENT.number(), result);
            assertWhole(keys, values, count);
        }
    }

    @Test
    void readsHashInBatches() {
        readsWhole(HASH, 128);
    }

    @Test
    void readsArrayInBatches() {
        readsWhole(ARRAY, 128);
    }

    @Test
    void keepsItsPlaceWhereABucketDoesNotFit() {
        readsWhole(HASH, 1);
    }

    @Test
    void readsAgainFromTheStart() {
        try (Descriptors d = new Descriptors()) {
            int map = filled(d, HASH);
            Memory keys = d.kernel.allocate(4 * ENTRIES);
            Memory values = d.kernel.allocate(8 * ENTRIES);
            BatchCall call = new BatchCall(d.kernel, 4);
            for (int round = 0; round < 2; round++) {
                call.restart();
                assertEquals(-Errno.ENOENT.number(), d.kernel.mapLookupBatch(map, call, keys, 0, values, 0, ENTRIES));
                assertWhole(keys, values, call.count());
            }
        }
    }

    @Test
    void saysNothingOfEntriesWhereTheCallFailed() {
        try (Descriptors d = new Descriptors()) {
            Memory room = d.kernel.allocate(64);
            BatchCall call = new BatchCall(d.kernel, 4);
            assertEquals(-Errno.EBADF.number(), d.kernel.mapLookupBatch(1 << 20, call, room, 0, room, 0, 4));
            assertEquals(0, call.count());
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> d.kernel.mapLookupBatch(1 << 20, call, room, 64, room, 0, 4));
        }
    }

    @Test
    void lookupsUpdatesAndBatchesAllocateNothing() {
        try (Descriptors d = new Descriptors()) {
            int map = filled(d, HASH);
            MapCall element = new MapCall(d.kernel, 4, 8);
            BatchCall batch = new BatchCall(d.kernel, 4);
            Memory keys = d.kernel.allocate(4 * ENTRIES);
            Memory values = d.kernel.allocate(8 * ENTRIES);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            int rounds = 1000;
            long allocated = 0;
            // The first pass loads classes and compiles; the second counts.
            for (int pass = 0; pass < 2; pass++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < rounds; i++) {
                    element.key().bytes().putInt(0, i % 2 == 0 ? i : -1);
                    int found = d.kernel.mapLookup(map, element, 0);
                    int written = d.kernel.mapUpdate(map, element, 2);
                    batch.restart();
                    int read = d.kernel.mapLookupBatch(map, batch, keys, 0, values, 0, ENTRIES);
                    if (found != written || read != -2 || batch.count() != ENTRIES) {
                        throw new AssertionError("lookup " + found + ", update " + written + ", batch " + read);
                    }
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(allocated < 3L * rounds, allocated + " bytes in " + 3 * rounds + " calls");
        }
    }
}

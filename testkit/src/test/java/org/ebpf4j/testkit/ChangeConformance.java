// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.E2BIG;
import static org.ebpf4j.kernel.Errno.EINVAL;
import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.ENOTSUPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Taking entries out of maps, and writing many at once, asserted alike of the simulation and of the real kernel. */
abstract class ChangeConformance {
    abstract Kernel kernel();

    abstract int possibleCpus();

    private TestMap open(int type, int maxEntries) {
        return TestMap.open(kernel(), possibleCpus(), type, maxEntries, 0);
    }

    private Memory keys(int... keys) {
        Memory memory = kernel().allocate(Math.max(1, keys.length) * 4);
        for (int i = 0; i < keys.length; i++) {
            memory.bytes().putInt(i * 4, keys[i]);
        }
        return memory;
    }

    /** Rows of a value for each CPU, all the same. */
    private Memory values(TestMap map, long... values) {
        int size = map.copies * map.stride;
        Memory memory = kernel().allocate(Math.max(1, values.length) * size);
        for (int i = 0; i < values.length; i++) {
            for (int copy = 0; copy < map.copies; copy++) {
                memory.bytes().putLong(i * size + copy * map.stride, values[i]);
            }
        }
        return memory;
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void takingGivesTheValueAndForgetsTheKey(int type) {
        try (TestMap map = open(type, 8)) {
            assertEquals(0, map.update(3, 30, 0));
            map.call.key().bytes().putInt(0, 3);
            int answer = kernel().mapTake(map.fd, map.call, 0);
            assumeFalse(
                    answer == -ENOTSUPP.number() || answer == -EINVAL.number(),
                    "kernels before 5.14 take nothing out of hash maps");
            assertEquals(0, answer);
            assertEquals(30, map.call.value().bytes().getLong(0));
            assertEquals(-ENOENT.number(), map.lookup(3));
            map.call.key().bytes().putInt(0, 3);
            assertEquals(-ENOENT.number(), kernel().mapTake(map.fd, map.call, 0));
        }
    }

    @Test
    void nothingCanBeTakenOutOfAnArray() {
        try (TestMap map = open(TestMap.ARRAY, 4)) {
            map.call.key().bytes().putInt(0, 1);
            assertTrue(kernel().mapTake(map.fd, map.call, 0) < 0);
            assertEquals(0, map.value(1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH})
    void takingABatchEmptiesTheMap(int type) {
        try (TestMap map = open(type, 64)) {
            for (int key = 0; key < 10; key++) {
                assertEquals(0, map.update(key, key, 0));
            }
            Memory keys = kernel().allocate(65 * 4);
            Memory values = kernel().allocate(65 * map.copies * map.stride);
            BatchCall call = map.position();
            assertEquals(-ENOENT.number(), kernel().mapTakeBatch(map.fd, call, keys, 0, values, 0, 65));
            assertEquals(10, call.count());
            assertEquals(List.of(), map.walk(65));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.LRU_HASH, TestMap.ARRAY})
    void writingABatchWritesEachEntry(int type) {
        try (TestMap map = open(type, 64)) {
            BatchCall call = map.position();
            assertEquals(0, kernel().mapUpdateBatch(map.fd, call, keys(5, 6, 7), values(map, 50, 60, 70), 3));
            assertEquals(3, call.count());
            assertEquals(50, map.value(5, 0));
            assertEquals(70, map.value(7, 0));
        }
    }

    @Test
    void writingABatchStopsAtTheFirstThatFails() {
        try (TestMap map = open(TestMap.HASH, 2)) {
            BatchCall call = map.position();
            int answer = kernel().mapUpdateBatch(map.fd, call, keys(5, 6, 7), values(map, 50, 60, 70), 3);
            assertEquals(-E2BIG.number(), answer);
            assertEquals(2, call.count());
            assertEquals(50, map.value(5, 0));
            assertEquals(60, map.value(6, 0));
            assertEquals(-ENOENT.number(), map.lookup(7));
        }
    }

    @Test
    void deletingABatchStopsAtTheFirstThatIsNotThere() {
        try (TestMap map = open(TestMap.HASH, 64)) {
            for (int key = 0; key < 4; key++) {
                assertEquals(0, map.update(key, key, 0));
            }
            BatchCall call = map.position();
            assertEquals(0, kernel().mapDeleteBatch(map.fd, call, keys(0, 2), 2));
            assertEquals(2, call.count());
            assertEquals(-ENOENT.number(), kernel().mapDeleteBatch(map.fd, call, keys(1, 2, 3), 3));
            assertEquals(1, call.count());
            assertEquals(List.of(3), map.walk(64));
        }
    }

    @Test
    void noBatchIsDeletedFromOrTakenOutOfAnArray() {
        try (TestMap map = open(TestMap.ARRAY, 4)) {
            BatchCall call = map.position();
            assertTrue(kernel().mapDeleteBatch(map.fd, call, keys(0), 1) < 0);
            assertEquals(0, call.count());
            Memory room = kernel().allocate(64);
            assertTrue(kernel().mapTakeBatch(map.fd, call, room, 0, room, 0, 4) < 0);
            assertEquals(0, call.count());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.E2BIG;
import static org.ebpf4j.kernel.Errno.EBADF;
import static org.ebpf4j.kernel.Errno.EBUSY;
import static org.ebpf4j.kernel.Errno.EEXIST;
import static org.ebpf4j.kernel.Errno.EINVAL;
import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.EPERM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How single elements of a map behave, asserted alike of the simulation and of the real kernel: each subclass brings one. */
abstract class MapConformance {
    abstract Kernel kernel();

    abstract int possibleCpus();

    final TestMap open(int type, int maxEntries) {
        return open(type, maxEntries, 0);
    }

    final TestMap open(int type, int maxEntries, int flags) {
        return TestMap.open(kernel(), possibleCpus(), type, maxEntries, flags);
    }

    static void answers(Errno expected, int answer) {
        assertEquals(-expected.number(), answer, () -> expected + " expected");
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void hashGivesBackWhatWasPutAndForgetsWhatWasDeleted(int type) {
        try (TestMap map = open(type, 4)) {
            answers(ENOENT, map.lookup(7));
            assertEquals(0, map.update(7, 100, 0));
            for (int copy = 0; copy < map.copies; copy++) {
                assertEquals(100 + copy, map.value(7, copy));
            }
            assertEquals(0, map.update(7, 200, 0));
            assertEquals(200, map.value(7, 0));
            assertEquals(0, map.delete(7));
            answers(ENOENT, map.lookup(7));
            answers(ENOENT, map.delete(7));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void hashHonoursTheUpdateFlags(int type) {
        try (TestMap map = open(type, 8)) {
            answers(ENOENT, map.update(1, 10, 2));
            assertEquals(0, map.update(1, 10, 1));
            answers(EEXIST, map.update(1, 11, 1));
            assertEquals(10, map.value(1, 0));
            assertEquals(0, map.update(1, 12, 2));
            assertEquals(12, map.value(1, 0));
            refusesBothWays(map, type);
            answers(EINVAL, map.update(1, 13, 4));
            answers(EINVAL, map.update(1, 13, 1L << 40));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH})
    void fullHashTakesNoNewKeyButNewValues(int type) {
        try (TestMap map = open(type, 3)) {
            for (int key = 0; key < 3; key++) {
                assertEquals(0, map.update(key, key, 0));
            }
            answers(E2BIG, map.update(3, 3, 0));
            assertEquals(0, map.update(2, 22, 0));
            assertEquals(22, map.value(2, 0));
            assertEquals(0, map.delete(0));
            assertEquals(0, map.update(3, 3, 0));
        }
    }

    /** Only where there and only where not there. Per-CPU maps take any number below their own flags since they have some. */
    private static void refusesBothWays(TestMap map, int type) {
        if (type == TestMap.HASH || type == TestMap.LRU_HASH || type == TestMap.ARRAY) {
            answers(EINVAL, map.update(2, 13, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void lruHashGivesUpOldKeysForNewOnes(int type) {
        int entries = 512;
        try (TestMap map = open(type, entries)) {
            for (int key = 0; key < 4 * entries; key++) {
                assertEquals(0, map.update(key, key, 0));
                assertEquals(key, map.value(key, 0));
            }
            List<Integer> held = map.walk(4 * entries);
            assertTrue(!held.isEmpty() && held.size() <= entries, () -> held.size() + " of " + entries);
            // Not always the oldest: what a CPU has put in last stays with it when the thread goes on to put on
            // another.
            int givenUp = 0;
            while (held.contains(givenUp)) {
                givenUp++;
            }
            answers(ENOENT, map.lookup(givenUp));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.ARRAY, TestMap.PERCPU_ARRAY})
    void arrayHoldsEveryIndexFromTheStart(int type) {
        try (TestMap map = open(type, 3)) {
            assertEquals(0, map.value(2, map.copies - 1));
            assertEquals(0, map.update(2, 50, 0));
            for (int copy = 0; copy < map.copies; copy++) {
                assertEquals(50 + copy, map.value(2, copy));
            }
            answers(ENOENT, map.lookup(3));
            answers(ENOENT, map.lookup(-1));
            answers(E2BIG, map.update(3, 1, 0));
            answers(EEXIST, map.update(2, 1, 1));
            assertEquals(0, map.update(2, 60, 2));
            refusesBothWays(map, type);
            answers(EINVAL, map.delete(2));
            answers(EINVAL, map.delete(3));
            assertEquals(60, map.value(2, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.ARRAY, TestMap.PERCPU_ARRAY})
    void arrayIsWalkedByIndex(int type) {
        try (TestMap map = open(type, 3)) {
            assertEquals(0, map.first());
            assertEquals(1, map.next(0));
            assertEquals(2, map.next(1));
            answers(ENOENT, map.next(2));
            assertEquals(0, map.next(3));
            assertEquals(0, map.next(-1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void hashIsWalkedOnceThrough(int type) {
        try (TestMap map = open(type, 64)) {
            answers(ENOENT, map.first());
            Set<Integer> expected = new TreeSet<>();
            for (int key = 1; key <= 20; key++) {
                assertEquals(0, map.update(key, key, 0));
                expected.add(key);
            }
            assertEquals(20, map.walk(100).size());
            assertEquals(expected, new TreeSet<>(map.walk(100)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.LRU_HASH, TestMap.LRU_PERCPU_HASH})
    void walkStartsOverWhenTheGivenKeyIsGone(int type) {
        try (TestMap map = open(type, 64)) {
            for (int key = 1; key <= 20; key++) {
                assertEquals(0, map.update(key, key, 0));
            }
            int tenth = map.walk(10).get(9);
            assertEquals(0, map.delete(tenth));
            int first = map.first();
            assertEquals(first, map.next(tenth));
            assertEquals(first, map.next(12345));
        }
    }

    @Test
    void perCpuCopiesAreRoundedUpToEightBytes() {
        try (TestMap map = TestMap.open(kernel(), possibleCpus(), TestMap.request(TestMap.PERCPU_ARRAY, 4, 5, 1, 0))) {
            assertEquals(8, map.stride);
            for (int at = 0; at < map.copies * 8; at++) {
                map.call.value().bytes().put(at, (byte) (at + 1));
            }
            map.call.key().bytes().putInt(0, 0);
            assertEquals(0, map.kernel.mapUpdate(map.fd, map.call, 0));
            for (int at = 0; at < map.copies * 8; at++) {
                map.call.value().bytes().put(at, (byte) -1);
            }
            assertEquals(0, map.lookup(0));
            for (int copy = 0; copy < map.copies; copy++) {
                for (int at = 0; at < 5; at++) {
                    assertEquals(copy * 8 + at + 1, map.call.value().bytes().get(copy * 8 + at));
                }
            }
        }
    }

    @Test
    void lookupFlagsOfMapsWithoutALockAreRefused() {
        try (TestMap map = open(TestMap.ARRAY, 1)) {
            answers(EINVAL, kernel().mapLookup(map.fd, map.call, 4));
            answers(EINVAL, kernel().mapLookup(map.fd, map.call, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TestMap.HASH, TestMap.PERCPU_HASH, TestMap.ARRAY, TestMap.PERCPU_ARRAY})
    void frozenMapIsReadOnly(int type) {
        try (TestMap map = open(type, 4)) {
            assertEquals(0, map.update(1, 10, 0));
            assertEquals(0, kernel().mapFreeze(map.fd));
            answers(EPERM, map.update(1, 11, 0));
            answers(EPERM, map.delete(1));
            assertEquals(10, map.value(1, 0));
            assertFalse(map.walk(4).isEmpty());
            int again = kernel().mapFreeze(map.fd);
            // Before the kernel looked at what the descriptor still allows, it said that this is done already.
            answers(again == -EBUSY.number() ? EBUSY : EPERM, again);
        }
    }

    @Test
    void descriptorsOpenedForOneDirectionRefuseTheOther() {
        try (TestMap map = open(TestMap.HASH, 4, 1 << 3)) {
            answers(EPERM, map.update(1, 1, 0));
            answers(EPERM, map.delete(1));
            answers(ENOENT, map.lookup(1));
            // Kernels once let any descriptor freeze.
            int frozen = kernel().mapFreeze(map.fd);
            answers(EPERM, frozen == 0 ? map.update(1, 1, 0) : frozen);
        }
        try (TestMap map = open(TestMap.HASH, 4, 1 << 4)) {
            assertEquals(0, map.update(1, 1, 0));
            answers(EPERM, map.lookup(1));
            answers(EPERM, map.first());
            answers(EPERM, map.batch(map.position(), 8).answer());
        }
    }

    @Test
    void closedDescriptorIsBad() {
        TestMap map = open(TestMap.HASH, 4);
        map.close();
        answers(EBADF, map.lookup(1));
        answers(EBADF, map.update(1, 1, 0));
        answers(EBADF, map.delete(1));
        answers(EBADF, map.first());
        answers(EBADF, map.batch(map.position(), 8).answer());
        answers(EBADF, kernel().mapFreeze(map.fd));
        answers(EBADF, kernel().close(map.fd));
    }
}

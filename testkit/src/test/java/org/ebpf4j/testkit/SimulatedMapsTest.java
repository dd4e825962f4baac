// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.ebpf4j.kernel.Errno;
import org.junit.jupiter.api.Test;

/** Maps of the simulation from the side of their programs. */
final class SimulatedMapsTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    private static byte[] key(int key) {
        return CStruct.of().u32(key).bytes();
    }

    private static byte[] value(long value) {
        return CStruct.of().u64(value).bytes();
    }

    @Test
    void programAndUserSpaceSeeOneMap() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 2, 0)) {
            SimulatedMap inside = kernel.map("conformance");
            assertEquals(0, inside.put(key(1), value(10)));
            assertEquals(10, map.value(1, 0));
            assertEquals(0, inside.add(key(1), 5));
            assertEquals(0, inside.add(key(2), 7));
            assertEquals(15, map.value(1, 0));
            assertEquals(7, map.value(2, 0));
            assertEquals(-Errno.E2BIG.number(), inside.add(key(3), 1));
            assertEquals(-Errno.E2BIG.number(), inside.put(key(3), value(1)));
            assertEquals(2, inside.size());
            assertArrayEquals(value(7), inside.get(key(2)).orElseThrow());
            assertEquals(0, inside.remove(key(2)));
            assertEquals(Optional.empty(), inside.get(key(2)));
            assertEquals(-Errno.ENOENT.number(), map.lookup(2));
            assertEquals(1, inside.keys().size());
        }
    }

    @Test
    void eachCpuHasItsCopy() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.PERCPU_HASH, 4, 0)) {
            SimulatedMap inside = kernel.map("conformance");
            inside.putOnCpu(1, key(1), value(10));
            assertEquals(0, map.value(1, 0));
            assertEquals(10, map.value(1, 1));
            inside.addOnCpu(0, key(1), 0, 3);
            assertEquals(3, map.value(1, 0));
            assertEquals(10, map.value(1, 1));
            assertArrayEquals(value(10), inside.getOnCpu(1, key(1)).orElseThrow());
            assertThrows(IllegalArgumentException.class, () -> inside.putOnCpu(2, key(1), value(1)));
        }
    }

    @Test
    void mappedMemoryShowsWhatProgramsCount() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.ARRAY, 2, 1 << 10)) {
            long address = kernel.memoryMap(map.fd, 0, 4096, false);
            ByteBuffer view = kernel.memoryView(address, 4096);
            kernel.map("conformance").add(key(1), 9);
            assertEquals(9, view.getLong(8));
            assertEquals(0, kernel.memoryUnmap(address, 4096));
        }
    }

    @Test
    void lruGivesUpTheKeyThatWasWrittenTheLongestAgo() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.LRU_HASH, 3, 0)) {
            for (int key = 1; key <= 3; key++) {
                map.update(key, key, 0);
            }
            map.update(1, 100, 0);
            map.update(4, 4, 0);
            assertEquals(-Errno.ENOENT.number(), map.lookup(2));
            assertEquals(100, map.value(1, 0));
            assertEquals(3, map.value(3, 0));
            assertEquals(4, map.value(4, 0));
        }
    }

    @Test
    void frozenMapIsStillWrittenByPrograms() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.ARRAY, 1, 0)) {
            SimulatedMap inside = kernel.map("conformance");
            assertFalse(inside.isFrozen());
            kernel.mapFreeze(map.fd);
            assertTrue(inside.isFrozen());
            assertEquals(0, inside.put(key(0), value(8)));
            assertEquals(8, map.value(0, 0));
        }
    }

    @Test
    void wrongSizesAreMistakesOfTheTest() {
        try (TestMap map = TestMap.open(kernel, 2, TestMap.HASH, 1, 0)) {
            assertTrue(map.fd >= 3);
            SimulatedMap inside = kernel.map("conformance");
            assertThrows(IllegalArgumentException.class, () -> inside.put(new byte[3], value(1)));
            assertThrows(IllegalArgumentException.class, () -> inside.put(key(1), new byte[9]));
            assertThrows(IllegalArgumentException.class, () -> inside.add(key(1), 1, 1));
            assertThrows(IllegalArgumentException.class, () -> inside.add(key(1), -1, 1));
        }
    }

    @Test
    void newestMapOfANameIsGivenAndOthersAreNamed() {
        try (TestMap old = TestMap.open(kernel, 2, TestMap.HASH, 1, 0);
                TestMap young = TestMap.open(kernel, 2, TestMap.HASH, 2, 0)) {
            assertTrue(old.fd < young.fd);
            assertEquals(2, kernel.map("conformance").request().maxEntries());
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> kernel.map("latency"));
            assertEquals(
                    "No map latency in the simulated kernel, only [conformance, conformance].", failure.getMessage());
        }
    }

    @Test
    void structsArePaddedAsCompilersDo() {
        byte[] bytes =
                CStruct.of().u8(1).u32(2).u16(3).u64(4).text("sda", 4).u8(5).bytes();
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        assertEquals(32, bytes.length);
        assertEquals(1, view.get(0));
        assertEquals(2, view.getInt(4));
        assertEquals(3, view.getShort(8));
        assertEquals(4, view.getLong(16));
        assertEquals('a', view.get(26));
        assertEquals(0, view.get(27));
        assertEquals(5, view.get(28));
        assertThrows(IllegalArgumentException.class, () -> CStruct.of().text("nvme0n1", 4));
    }
}

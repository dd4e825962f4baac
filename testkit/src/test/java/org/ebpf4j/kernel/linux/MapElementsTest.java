// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.ebpf4j.kernel.linux.Descriptors.ARRAY;
import static org.ebpf4j.kernel.linux.Descriptors.HASH;
import static org.ebpf4j.kernel.linux.Descriptors.PERCPU_ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

@KernelTest
class MapElementsTest {
    private static final long BPF_NOEXIST = 1;
    private static final long BPF_EXIST = 2;

    @Test
    void readsWhatItWrote() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(HASH, 4, 8, 16);
            MapCall call = new MapCall(d.kernel, 4, 8);
            assertEquals(0, put(d, map, call, 7, 0x0123_4567_89ab_cdefL, 0));
            call.value().bytes().putLong(0, 0);
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
            assertEquals(0x0123_4567_89ab_cdefL, call.value().bytes().getLong(0));
            assertEquals(0, d.kernel.mapDelete(map, call));
            assertEquals(-Errno.ENOENT.number(), d.kernel.mapLookup(map, call, 0));
            assertEquals(-Errno.ENOENT.number(), d.kernel.mapDelete(map, call));
        }
    }

    @Test
    void tellsErrorsApart() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(HASH, 4, 8, 2);
            MapCall call = new MapCall(d.kernel, 4, 8);
            assertEquals(-Errno.ENOENT.number(), put(d, map, call, 1, 1, BPF_EXIST));
            assertEquals(0, put(d, map, call, 1, 1, BPF_NOEXIST));
            assertEquals(-Errno.EEXIST.number(), put(d, map, call, 1, 1, BPF_NOEXIST));
            assertEquals(0, put(d, map, call, 2, 1, 0));
            assertEquals(-Errno.E2BIG.number(), put(d, map, call, 3, 1, 0));
            assertEquals(-Errno.EINVAL.number(), put(d, map, call, 1, 1, 1 << 10));
            assertEquals(-Errno.EBADF.number(), put(d, 1 << 20, call, 1, 1, 0));
            assertEquals(-Errno.EINVAL.number(), d.kernel.mapCreate(Descriptors.request(HASH, 0, 8, 1, 0)));
        }
    }

    @Test
    void walksAllKeysOnce() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(HASH, 4, 8, 100);
            MapCall call = new MapCall(d.kernel, 4, 8);
            Map<Integer, Long> expected = new HashMap<>();
            for (int key = 0; key < 100; key++) {
                assertEquals(0, put(d, map, call, key * 31, key, 0));
                expected.put(key * 31, (long) key);
            }
            Map<Integer, Long> found = new HashMap<>();
            int result = d.kernel.mapNextKey(map, call, true);
            for (int steps = 0; result == 0 && steps < 1000; steps++) {
                int key = call.value().bytes().getInt(0);
                call.key().bytes().putInt(0, key);
                assertEquals(0, d.kernel.mapLookup(map, call, 0));
                found.put(key, call.value().bytes().getLong(0));
                result = d.kernel.mapNextKey(map, call, false);
            }
            assertEquals(-Errno.ENOENT.number(), result);
            assertEquals(expected, found);
        }
    }

    @Test
    void findsNoFirstKeyInAnEmptyMap() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(HASH, 4, 8, 4);
            assertEquals(-Errno.ENOENT.number(), d.kernel.mapNextKey(map, new MapCall(d.kernel, 4, 8), true));
        }
    }

    @Test
    void copiesOfPerCpuValuesAreEightBytesApart() {
        try (Descriptors d = new Descriptors()) {
            int cpus = Cpus.possible(d.kernel).length;
            int map = d.map(PERCPU_ARRAY, 4, 5, 1);
            MapCall call = new MapCall(d.kernel, 4, 8 * cpus + 8);
            for (int cpu = 0; cpu < cpus; cpu++) {
                call.value().bytes().putInt(8 * cpu, 1000 + cpu);
                call.value().bytes().put(8 * cpu + 4, (byte) (1 + cpu));
            }
            assertEquals(0, d.kernel.mapUpdate(map, call, 0));
            for (int at = 0; at <= cpus; at++) {
                call.value().bytes().putLong(8 * at, -1);
            }
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
            for (int cpu = 0; cpu < cpus; cpu++) {
                assertEquals(1000 + cpu, call.value().bytes().getInt(8 * cpu));
                assertEquals(1 + cpu, call.value().bytes().get(8 * cpu + 4));
            }
            assertEquals(-1, call.value().bytes().getLong(8 * cpus), "written past the last possible CPU");
        }
    }

    @Test
    void frozenMapTakesNoWrites() {
        try (Descriptors d = new Descriptors()) {
            int map = d.map(ARRAY, 4, 8, 1);
            MapCall call = new MapCall(d.kernel, 4, 8);
            assertEquals(0, put(d, map, call, 0, 5, 0));
            assertEquals(0, d.kernel.mapFreeze(map));
            assertEquals(-Errno.EPERM.number(), put(d, map, call, 0, 6, 0));
            assertEquals(0, d.kernel.mapLookup(map, call, 0));
            assertEquals(5, call.value().bytes().getLong(0));
        }
    }

    @Test
    void refusesNamesThatTheKernelHasNoRoomFor() {
        try (Descriptors d = new Descriptors()) {
            MapCreate long15 = new MapCreate("fifteen_letters", ARRAY, 4, 8, 1, 0, 0, 0, 0, 0, 0, 0);
            MapCreate long16 = new MapCreate("sixteen_letters_", ARRAY, 4, 8, 1, 0, 0, 0, 0, 0, 0, 0);
            d.opened(d.kernel.mapCreate(long15));
            assertThrows(IllegalArgumentException.class, () -> d.kernel.mapCreate(long16));
        }
    }

    private static int put(Descriptors d, int map, MapCall call, int key, long value, long flags) {
        call.key().bytes().putInt(0, key);
        call.value().bytes().putLong(0, value);
        return d.kernel.mapUpdate(map, call, flags);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ebpf4j.BpfObject;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** What the running kernel does not show at will: CPUs with holes between their ids, refusals, a map that is closed by another thread. */
class SimulatedViewsTest {
    private static byte[] number(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, number)
                .array();
    }

    @Test
    void valuesAreOfCpusByTheirIdsWhereIdsHaveHoles() {
        SimulatedKernel kernel = new SimulatedKernel(0, 2, 5);
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            PerCpuMap<Integer, Integer> map = object.perCpuMap("percpu_narrow", Integer.class, Integer.class);
            PerCpuLongMap sums = object.perCpuLongMap("percpu_narrow");
            kernel.map("percpu_narrow").putOnCpu(2, number(1), number(20));
            kernel.map("percpu_narrow").putOnCpu(5, number(1), number(50));
            PerCpu<Integer> found = Objects.requireNonNull(map.get(1));
            assertArrayEquals(new int[] {0, 2, 5}, found.cpus());
            assertEquals(List.of(0, 20, 50), found.values());
            assertEquals(50, found.on(5));
            assertEquals(20, sums.get(1, 2));
            assertEquals(70, sums.sum(1));
            map.put(1, 5, 51);
            assertArrayEquals(
                    number(51),
                    kernel.map("percpu_narrow").getOnCpu(5, number(1)).orElseThrow());
            assertArrayEquals(
                    number(20),
                    kernel.map("percpu_narrow").getOnCpu(2, number(1)).orElseThrow());
            assertThrows(IndexOutOfBoundsException.class, () -> map.get(1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> sums.get(1, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> found.on(4));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    @Test
    void aRefusalIsAnExceptionAndTheNextCallIsNone() {
        SimulatedKernel kernel = new SimulatedKernel();
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            PerCpuLongMap sums = object.perCpuLongMap("percpu_narrow");
            kernel.failNext(Call.MAP_LOOKUP, Errno.EPERM);
            assertThrows(SystemCallException.class, () -> sums.sum(1));
            assertEquals(0, sums.sum(1));
            kernel.failNext(Call.MAP_FREEZE, Errno.EBUSY);
            assertThrows(
                    org.ebpf4j.BusyException.class,
                    () -> object.map("percpu_narrow").freeze());
        }
    }

    @Test
    void closingWhileOthersReadAndWriteIsAnExceptionForThem() throws Exception {
        SimulatedKernel kernel = new SimulatedKernel(0, 3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 20; round++) {
                BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel);
                PerCpuLongMap map = object.perCpuLongMap("percpu_narrow");
                List<Future<?>> readers = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    int key = thread;
                    readers.add(threads.submit(() -> assertThrows(IllegalStateException.class, () -> {
                        while (true) {
                            map.put(key, key + 1);
                            assertEquals(2L * (key + 1), map.sum(key));
                        }
                    })));
                }
                map.put(3, 1);
                object.close();
                for (Future<?> reader : readers) {
                    reader.get(30, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }
}

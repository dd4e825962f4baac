// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BusyException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;

/** Maps by objects and by numbers, on the running kernel. */
@KernelTest
class TypedMapTest {
    record Peer(int address, short port) {}

    record Traffic(long bytes, int packets) {}

    record Caller(int tgid) {}

    private static Peer peer(int number) {
        return new Peer(number, (short) (number * 7));
    }

    private static Traffic traffic(int number) {
        return new Traffic(number * 1000L, number);
    }

    private static TypedMap<Peer, Traffic> hash(BpfObject object) {
        return object.map("hash", Peer.class, Traffic.class);
    }

    @Test
    void givesBackWhatWasPut(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            TypedMap<Peer, Traffic> map = hash(object);
            assertNull(map.get(peer(1)));
            map.put(peer(1), traffic(1));
            assertEquals(traffic(1), map.get(peer(1)));
            assertFalse(map.putIfAbsent(peer(1), traffic(2)));
            assertTrue(map.putIfAbsent(peer(2), traffic(2)));
            assertFalse(map.replace(peer(3), traffic(3)));
            assertTrue(map.replace(peer(2), traffic(3)));
            assertEquals(traffic(3), map.get(peer(2)));
            assertTrue(map.remove(peer(2)));
            assertFalse(map.remove(peer(2)));
            assertEquals(1, map.size());
        }
    }

    @Test
    void goesThroughAllEntriesOnce(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            TypedMap<Peer, Traffic> map = hash(object);
            Map<Peer, Traffic> expected = IntStream.range(0, 1000)
                    .boxed()
                    .collect(Collectors.toMap(TypedMapTest::peer, TypedMapTest::traffic));
            map.putAll(expected);
            Map<Peer, Traffic> seen = new HashMap<>();
            map.forEach((key, value) -> assertNull(seen.put(key, value)));
            assertEquals(expected, seen);
            assertEquals(expected, map.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            map.removeAll(List.of(peer(1), peer(5000), peer(2)));
            assertEquals(998, map.size());
            // More keys than there is room for at first, those that are there among them.
            map.removeAll(
                    IntStream.range(990, 3000).mapToObj(TypedMapTest::peer).toList());
            assertEquals(988, map.size());
            Map<Peer, Traffic> taken = new HashMap<>();
            map.takeAll((key, value) -> assertNull(taken.put(key, value)));
            assertEquals(988, taken.size());
            assertEquals(0, map.size());
        }
    }

    @Test
    void aFullMapSaysSo(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            TypedMap<Peer, Traffic> map = hash(object);
            int most = map.map().maxEntries();
            for (int i = 0; i < most; i++) {
                map.put(peer(i), traffic(i));
            }
            BusyException e = assertThrows(BusyException.class, () -> map.put(peer(most), traffic(most)));
            assertTrue(e.getMessage().contains("is full: it holds " + most + " entries"), e.getMessage());
        }
    }

    @Test
    void whatFillsTheMapInTheMiddleSaysHowManyWereWritten(Kernel kernel) {
        try (BpfMap map = NewMap.create(kernel, MapType.HASH, 0, 8, 4)) {
            TypedMap<Long, Long> numbers = new TypedMap<>(map, Codecs.integer(8, true), Codecs.integer(8, true));
            Map<Long, Long> tenths = new LinkedHashMap<>();
            for (long n = 0; n < 10; n++) {
                tenths.put(n, n * 10);
            }
            BusyException e = assertThrows(BusyException.class, () -> numbers.putAll(tenths));
            assertTrue(e.getMessage().endsWith("; 4 of the 10 were written"), e.getMessage());
            assertEquals(30, numbers.get(3L));
            assertNull(numbers.get(4L));
        }
    }

    /** What a codec asks of the map that it writes for finds its room taken. */
    @Test
    void memoryThatRunsOutLeavesTheMapUsableAndClosable() {
        SimulatedKernel kernel = new SimulatedKernel();
        try (BpfMap map = NewMap.create(kernel, MapType.HASH, 0, 8, 4)) {
            Codec<Long> number = Codecs.integer(8, true);
            TypedMap<Long, Long> plain = new TypedMap<>(map, number, number);
            TypedMap<Long, Long> nested = new TypedMap<>(
                    map,
                    new Codec<>() {
                        @Override
                        public int size() {
                            return Long.BYTES;
                        }

                        @Override
                        public Long read(ByteBuffer from, int at) {
                            return number.read(from, at);
                        }

                        @Override
                        public void write(Long object, ByteBuffer to, int at) {
                            plain.put(object, 1L);
                            number.write(object, to, at);
                        }
                    },
                    number);
            kernel.before(Call.ALLOCATE, () -> {
                throw new OutOfMemoryError("on purpose");
            });
            assertThrows(OutOfMemoryError.class, () -> nested.get(1L));
            kernel.before(Call.ALLOCATE, () -> {});
            assertEquals(1, nested.get(1L));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }

    record Wrong(long address) {}

    @Test
    void whatDoesNotFitIsSaidWithBothShapesWhenItIsBound(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> object.map("hash", Wrong.class, Traffic.class));
            assertEquals(
                    "maps.bpf.o: map hash: record Wrong(address:long) does not fit struct peer { u32 address; u16 port; }"
                            + " (8 bytes): component address is 8 bytes, field address is 4",
                    e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new LongMap(object.map("hash")));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new TypedMap<>(object.map("hash"), Codecs.bytes(8), Codecs.bytes(15)));
        }
    }

    @Test
    void isNoMoreOnceTheObjectIsClosed(Kernel kernel) {
        TypedMap<Peer, Traffic> map;
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            map = hash(object);
        }
        assertThrows(IllegalStateException.class, () -> map.get(peer(1)));
        assertThrows(IllegalStateException.class, () -> map.put(peer(1), traffic(1)));
        assertThrows(IllegalStateException.class, () -> map.forEach((key, value) -> {}));
        assertThrows(IllegalStateException.class, () -> map.takeAll((key, value) -> {}));
    }

    @Test
    void manyThreadsReadAndWriteTheirOwn(Kernel kernel) throws Exception {
        try (BpfObject object = BpfObject.load(TestObjects.read("maps.bpf.o"), kernel)) {
            TypedMap<Peer, Traffic> map = hash(object);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Integer>> work = IntStream.range(0, 4)
                        .<Callable<Integer>>mapToObj(thread -> () -> {
                            for (int i = 0; i < 5_000; i++) {
                                int number = thread * 100 + i % 100;
                                map.put(peer(number), traffic(number));
                                assertEquals(traffic(number), map.get(peer(number)));
                            }
                            return thread;
                        })
                        .toList();
                for (Future<Integer> done : threads.invokeAll(work)) {
                    done.get();
                }
            } finally {
                threads.shutdownNow();
                assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
            }
            assertEquals(400, map.size());
        }
    }

    @Test
    void closingWhileOthersReadIsAnExceptionForThem(Kernel kernel) throws Exception {
        for (int round = 0; round < 20; round++) {
            BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel);
            LongMap map = new LongMap(object.map("calls"));
            Thread reader = new Thread(() -> {
                for (long sum = 0; sum >= 0; ) {
                    sum += map.getOrDefault(0, 1);
                }
            });
            List<Throwable> thrown = new CopyOnWriteArrayList<>();
            reader.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
            reader.start();
            Thread.sleep(5);
            object.close();
            reader.join(10_000);
            assertFalse(reader.isAlive());
            assertEquals(1, thrown.size());
            assertEquals("map calls is closed", thrown.get(0).getMessage());
        }
    }

    @Test
    void numbersNeedNoObjects(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel)) {
            LongMap map = new LongMap(object.map("calls"));
            assertThrows(NoSuchElementException.class, () -> map.get(-1));
            assertEquals(-7, map.getOrDefault(4_000_000_000L, -7));
            map.put(4_000_000_000L, -1);
            assertEquals(-1, map.get(4_000_000_000L));
            assertFalse(map.putIfAbsent(4_000_000_000L, 1));
            assertTrue(map.putIfAbsent(5, 50));
            assertTrue(map.replace(5, 51));
            assertFalse(map.replace(6, 60));
            Map<Long, Long> seen = new TreeMap<>();
            map.forEach(seen::put);
            assertEquals(Map.of(5L, 51L, 4_000_000_000L, -1L), seen);
            assertTrue(map.remove(5));
            assertEquals(-7, map.getOrDefault(5, -7));
        }
    }

    /** Kernels without batches: what they answer is simulated, for those that can be tested have them. */
    @Test
    void withoutBatchesEntriesGoOneByOne() {
        SimulatedKernel kernel = new SimulatedKernel();
        for (Errno errno : List.of(Errno.EINVAL, Errno.ENOTSUPP)) {
            kernel.failAlways(Call.UPDATE_BATCH, errno);
            kernel.failAlways(Call.DELETE_BATCH, errno);
            try (BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel)) {
                TypedMap<Caller, Long> map = object.map("calls", Caller.class, Long.class);
                map.putAll(Map.of(new Caller(1), 10L, new Caller(2), 20L));
                map.removeAll(List.of(new Caller(2), new Caller(3)));
                assertEquals(10L, map.get(new Caller(1)));
                assertEquals(1, map.size());
            }
        }
        kernel.failAlways(Call.MAP_LOOKUP, Errno.EPERM);
        try (BpfObject object = BpfObject.load(TestObjects.read("rawtp.bpf.o"), kernel)) {
            TypedMap<Caller, Long> map = object.map("calls", Caller.class, Long.class);
            assertThrows(SystemCallException.class, () -> map.get(new Caller(1)));
        }
        assertEquals(List.of(), kernel.openDescriptors());
    }
}

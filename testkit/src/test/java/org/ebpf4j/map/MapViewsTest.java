// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.ebpf4j.BpfObject;
import org.ebpf4j.BusyException;
import org.ebpf4j.ProgramArray;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.SystemCallsOfOurs;
import org.ebpf4j.TestObjects;
import org.ebpf4j.attach.Link;
import org.ebpf4j.codec.Codecs;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Maps by what they are, on the running kernel, written by programs and by user space. */
@KernelTest
class MapViewsTest {
    @SuppressWarnings("ArrayRecordComponent")
    record Prefix(byte[] address) {}

    private static Prefix address(int a, int b, int c, int d) {
        return new Prefix(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    }

    private static ObjectSpec views() {
        ObjectSpec spec = TestObjects.read("map_views.bpf.o");
        spec.variable("target_tgid").set(ProcessHandle.current().pid());
        spec.variable("call_number").set(SystemCallsOfOurs.GETPGID);
        return spec;
    }

    private static ObjectSpec types() {
        ObjectSpec spec = TestObjects.read("map_types.bpf.o");
        spec.map("shared").pinByName(false);
        return spec;
    }

    @Test
    void perCpuValuesAddUpToWhatHappened(Kernel kernel) {
        try (BpfObject object = BpfObject.load(views(), kernel)) {
            PerCpuMap<Integer, Long> counts = object.perCpuMap("counts", Integer.class, Long.class);
            PerCpuLongMap sums = object.perCpuLongMap("counts");
            assertNull(counts.get(7));
            assertThrows(NoSuchElementException.class, () -> sums.sum(7));
            assertEquals(-5, sums.sumOrDefault(7, -5));
            try (Link link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(123);
            }
            PerCpu<Long> found = Objects.requireNonNull(counts.get(7));
            assertArrayEquals(Cpus.possible(kernel), found.cpus());
            assertEquals(123, found.sum(Long::longValue));
            assertEquals(123, sums.sum(7));
            long each = 0;
            for (int cpu : found.cpus()) {
                assertEquals(found.on(cpu), sums.get(7, cpu));
                assertEquals(found.on(cpu), counts.get(7, cpu));
                each += found.on(cpu);
            }
            assertEquals(123, each);
            List<Long> walked = new ArrayList<>();
            sums.forEach((key, sum) -> walked.addAll(List.of(key, sum)));
            assertEquals(List.of(7L, 123L), walked);
            counts.forEach((key, values) -> assertEquals(123, values.sum(Long::longValue)));
            assertEquals(1, counts.size());
            assertTrue(counts.remove(7));
            assertFalse(sums.remove(7));
        }
    }

    @Test
    void oneCpuIsWrittenWithoutTheOthers(Kernel kernel) {
        int[] cpus = Cpus.possible(kernel);
        try (BpfObject object = BpfObject.load(views(), kernel)) {
            PerCpuMap<Integer, Integer> narrow = object.perCpuMap("narrow", Integer.class, Integer.class);
            narrow.put(1, 5);
            narrow.put(1, cpus[0], 9);
            PerCpu<Integer> found = Objects.requireNonNull(narrow.get(1));
            assertEquals(9, found.on(cpus[0]));
            assertEquals(9 + 5L * (cpus.length - 1), found.sum(Integer::longValue));
            assertEquals(
                    9 + 5L * (cpus.length - 1), object.perCpuLongMap("narrow").sum(1));
            PerCpuMap<Integer, Long> counts = object.perCpuMap("counts", Integer.class, Long.class);
            counts.put(3, cpus[cpus.length - 1], 4L);
            assertEquals(4, Objects.requireNonNull(counts.get(3)).sum(Long::longValue));
            int most = Arrays.stream(cpus).max().orElseThrow();
            assertThrows(IndexOutOfBoundsException.class, () -> narrow.get(1, most + 1));
            assertThrows(IndexOutOfBoundsException.class, () -> narrow.put(1, -1, 4));
        }
    }

    @Test
    void theLongestPrefixMatchesForProgramsAndForUs(Kernel kernel) {
        ObjectSpec spec = views();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            LpmTrie<Prefix, Integer> trie = object.lpmTrie("prefixes", Prefix.class, Integer.class);
            assertEquals(32, trie.bits());
            assertNull(trie.match(address(10, 1, 2, 3)));
            trie.put(address(10, 0, 0, 0), 8, 100);
            trie.put(address(10, 1, 2, 0), 24, 200);
            assertFalse(trie.putIfAbsent(address(10, 1, 2, 99), 24, 300));
            trie.put(address(10, 1, 2, 4), 32, 400);
            assertEquals(200, trie.match(address(10, 1, 2, 3)));
            assertEquals(100, trie.match(address(10, 9, 9, 9)));
            assertEquals(100, trie.match(address(10, 1, 2, 3), 16));
            assertNull(trie.match(address(11, 0, 0, 0)));
            try (Link link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(1);
            }
            assertEquals(200, TestObjects.number(object, spec, "matched"));
            Map<Integer, Integer> lengths = new HashMap<>();
            trie.forEach((key, length, value) -> assertNull(lengths.put(length, value)));
            assertEquals(Map.of(8, 100, 24, 200, 32, 400), lengths);
            assertFalse(trie.remove(address(10, 1, 2, 0), 23));
            assertTrue(trie.remove(address(10, 1, 2, 0), 24));
            assertEquals(100, trie.match(address(10, 1, 2, 3)));
            assertThrows(IllegalArgumentException.class, () -> trie.match(address(1, 1, 1, 1), 33));
            assertThrows(IllegalArgumentException.class, () -> trie.put(address(1, 1, 1, 1), -1, 0));
            for (int i = 0; i < 14; i++) {
                trie.put(address(20, i, 0, 0), 16, i);
            }
            assertThrows(BusyException.class, () -> trie.put(address(30, 0, 0, 0), 8, 0));
        }
    }

    /** A look-up of a prefix that is gone finds the shorter one that holds it. */
    @Test
    void aRemovedPrefixLeavesThePictureThoughAShorterOneHoldsIt(Kernel kernel) {
        try (BpfObject object = BpfObject.load(views(), kernel)) {
            LpmTrie<Prefix, Integer> trie = object.lpmTrie("prefixes", Prefix.class, Integer.class);
            trie.put(address(10, 0, 0, 0), 8, 100);
            trie.put(address(10, 1, 2, 0), 24, 200);
            MapSnapshot snapshot = new MapSnapshot(trie.map());
            assertEquals(2, snapshot.read());
            assertTrue(trie.remove(address(10, 1, 2, 0), 24));
            assertEquals(1, snapshot.read());
            assertEquals(8, snapshot.keys().getInt(snapshot.keyAt(0)));
            assertEquals(100, snapshot.values().getInt(snapshot.valueAt(0)));
            trie.put(address(10, 1, 0, 0), 15, 300);
            trie.put(address(10, 1, 128, 0), 17, 400);
            assertEquals(3, snapshot.read());
            assertTrue(trie.remove(address(10, 1, 128, 0), 17));
            assertTrue(trie.remove(address(10, 0, 0, 0), 8));
            assertEquals(1, snapshot.read());
            assertEquals(15, snapshot.keys().getInt(snapshot.keyAt(0)));
            assertTrue(trie.remove(address(10, 1, 0, 0), 15));
            assertEquals(0, snapshot.read());
        }
    }

    @Test
    void whatAProgramPushesIsPoppedInItsOrder(Kernel kernel) {
        try (BpfObject object = BpfObject.load(views(), kernel)) {
            BpfQueue<Long> queue = object.queue("queued", Long.class);
            queue.push(1L);
            try (Link link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(2);
            }
            assertEquals(1L, queue.peek());
            List<Long> drained = new ArrayList<>();
            assertEquals(3, queue.drain(drained::add));
            assertEquals(List.of(1L, SystemCallsOfOurs.GETPGID, SystemCallsOfOurs.GETPGID), drained);
            assertNull(queue.peek());
            assertNull(queue.pop());
        }
    }

    @Test
    void aQueueIsFirstInFirstOutAndAStackLast(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            BpfQueue<Long> queue = object.queue("queue", Long.class);
            BpfQueue<Long> stack = object.queue("stack", Long.class);
            for (long i = 0; i < 8; i++) {
                queue.push(i);
                stack.push(i);
            }
            BusyException e = assertThrows(BusyException.class, () -> queue.push(8L));
            assertTrue(e.getMessage().contains("is full: it holds 8 entries"), e.getMessage());
            queue.pushOver(8L);
            stack.pushOver(8L);
            assertEquals(1L, queue.pop());
            assertEquals(8L, stack.pop());
            assertEquals(7L, stack.peek());
        }
    }

    @Test
    void aStackIsThatOfTheKernelsOwnFunctions(Kernel kernel) throws IOException {
        ObjectSpec spec = views();
        try (BpfObject object = BpfObject.load(spec, kernel)) {
            StackTraces stacks = object.stackTraces("stacks");
            try (Link link = object.program("on_enter").attach()) {
                assertNotNull(link);
                SystemCallsOfOurs.getpgid(1);
            }
            int id = (int) TestObjects.number(object, spec, "stack_id");
            long[] addresses = Objects.requireNonNull(stacks.get(id));
            assertTrue(addresses.length >= 2, () -> Arrays.toString(addresses));
            List<String> functions = functions(kernel, addresses);
            assertTrue(functions.stream().anyMatch(name -> name.contains("syscall")), functions::toString);
            List<Integer> walked = new ArrayList<>();
            stacks.forEach((one, found) -> {
                walked.add(one);
                assertArrayEquals(addresses, found);
            });
            assertEquals(List.of(id), walked);
            assertTrue(stacks.remove(id));
            assertNull(stacks.get(id));
            assertThrows(IllegalArgumentException.class, () -> stacks.get(-14));
            assertThrows(IllegalStateException.class, () -> stacks.buildIds(id));
        }
    }

    /** The functions of addresses, by the kernel's own list. */
    private static List<String> functions(Kernel kernel, long[] addresses) throws IOException {
        String[] found = new String[addresses.length];
        long[] starts = new long[addresses.length];
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(kernel.openFile("/proc/kallsyms"), StandardCharsets.US_ASCII))) {
            for (String line; (line = lines.readLine()) != null; ) {
                String[] fields = line.split("\\s+", -1);
                long start = Long.parseUnsignedLong(fields[0], 16);
                for (int i = 0; i < addresses.length; i++) {
                    if (Long.compareUnsigned(start, addresses[i]) <= 0 && Long.compareUnsigned(start, starts[i]) >= 0) {
                        starts[i] = start;
                        found[i] = fields[2];
                    }
                }
            }
        }
        return Arrays.stream(found).map(String::valueOf).toList();
    }

    @Test
    void mapsAreTradedInMapsOfMaps(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            MapOfMaps<Integer> array = object.mapOfMaps("outer_array", Integer.class);
            MapOfMaps<Integer> hash = object.mapOfMaps("outer_hash", Integer.class);
            assertEquals(object.map("first").info().id(), array.id(0));
            assertEquals(0, array.id(1));
            assertNull(array.open(1));
            array.put(1, object.map("second"));
            hash.put(99, object.map("second"));
            assertEquals(object.map("second").info().id(), hash.id(99));
            object.longMap("second").put(0, 4711);
            try (BpfMap opened = Objects.requireNonNull(array.open(1))) {
                assertEquals("second", opened.name());
                assertEquals(4711, new LongMap(opened).get(0));
            }
            assertTrue(array.remove(1));
            assertTrue(hash.remove(99));
            assertFalse(hash.remove(99));
            assertEquals(0, array.id(1));
            SystemCallException e = assertThrows(SystemCallException.class, () -> array.put(4, object.map("first")));
            assertTrue(e.getMessage().contains("has no such index, only 0 to 3"), e.getMessage());
            assertThrows(SystemCallException.class, () -> array.put(1, object.map("on_node")));
        }
    }

    /** The kernel's answers differ from type to type. */
    @Test
    void whereThereIsNoSocketNoneIsRemoved(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            SocketMap<Integer> byIndex = object.socketMap("sockets", Integer.class);
            assertFalse(byIndex.remove(0));
            assertFalse(byIndex.remove(byIndex.map().maxEntries()));
            assertFalse(object.socketMap("sockets_by_key", Long.class).remove(0L));
        }
        try (BpfMap map = NewMap.create(kernel, MapType.REUSEPORT_SOCKARRAY, 0, 4, 2)) {
            assertFalse(new SocketMap<>(map, Codecs.int32()).remove(0));
        }
    }

    @Test
    void programsAreTradedInProgramArrays(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            ProgramArray calls = object.programArray("tail_calls");
            int id = object.program("tail_one").info().id();
            assertEquals(id, calls.id(1));
            assertEquals(0, calls.id(2));
            calls.put(2, object.program("tail_one"));
            assertEquals(id, calls.id(2));
            assertTrue(calls.remove(2));
            assertEquals(0, calls.id(2));
            assertFalse(calls.remove(2));
        }
    }

    @Test
    @KernelTest(needs = Need.ARENA)
    void aBloomFilterForgetsNothing(Kernel kernel) {
        try (BpfObject object = BpfObject.load(TestObjects.read("map_types_new.bpf.o"), kernel)) {
            BloomFilter<Long> bloom = object.bloomFilter("bloom", Long.class);
            for (long i = 0; i < 100; i++) {
                bloom.add(i * i);
            }
            int wrong = 0;
            for (long i = 0; i < 100; i++) {
                assertTrue(bloom.mightContain(i * i));
                wrong += bloom.mightContain(-1 - i) ? 1 : 0;
            }
            assertTrue(wrong < 100, "it says yes to everything");
        }
    }

    @Test
    void aMapThatIsAskedForAsAnotherTypeNamesTheRightMethod(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> object.map("queue", Codecs.bytes(8), Codecs.bytes(8)));
            assertEquals(
                    "map queue is of type queue, and no TypedMap; use BpfObject.queue(name, Value.class)",
                    e.getMessage());
            for (Executable asked : List.<Executable>of(
                    () -> object.ringBuffer("queue", record -> {}),
                    () -> object.perfBuffer("queue", 1, (cpu, record) -> {}),
                    () -> object.userRingBuffer("queue"))) {
                String said = String.valueOf(
                        assertThrows(IllegalArgumentException.class, asked).getMessage());
                assertTrue(said.startsWith("map queue is of type queue, and no "), said);
                assertTrue(said.endsWith("; use BpfObject.queue(name, Value.class)"), said);
            }
            assertThrows(IllegalArgumentException.class, () -> object.queue("first", Long.class));
            assertThrows(IllegalArgumentException.class, () -> object.stackTraces("first"));
            assertThrows(IllegalArgumentException.class, () -> object.programArray("first"));
            assertThrows(IllegalArgumentException.class, () -> object.arena("first"));
            assertThrows(IllegalArgumentException.class, () -> object.perCpuLongMap("first"));
            assertThrows(IllegalArgumentException.class, () -> new BpfQueue<>(object.map("queue"), Codecs.bytes(9)));
        }
    }

    @Test
    void nothingIsReadOrWrittenOnceTheObjectIsClosed(Kernel kernel) {
        BpfQueue<Long> queue;
        StackTraces stacks;
        LpmTrie<Prefix, Integer> trie;
        MapOfMaps<Integer> outer;
        ProgramArray calls;
        BpfMap first;
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            queue = object.queue("queue", Long.class);
            stacks = object.stackTraces("stacks");
            trie = object.lpmTrie("prefixes", Prefix.class, Integer.class);
            outer = object.mapOfMaps("outer_array", Integer.class);
            calls = object.programArray("tail_calls");
            first = object.map("first");
        }
        assertThrows(IllegalStateException.class, queue::pop);
        assertThrows(IllegalStateException.class, () -> queue.push(1L));
        assertThrows(IllegalStateException.class, () -> stacks.get(1));
        assertThrows(IllegalStateException.class, () -> trie.match(address(1, 2, 3, 4)));
        assertThrows(IllegalStateException.class, () -> outer.id(0));
        assertThrows(IllegalStateException.class, () -> outer.put(0, first));
        assertThrows(IllegalStateException.class, () -> calls.id(0));
        assertThrows(IllegalStateException.class, first::freeze);
        assertThrows(IllegalStateException.class, first::size);
    }

    /** A thousand of them would be over 2 GiB. */
    @Test
    void aFewEntriesOfMegabytesAreReadAndWrittenAtOnce(Kernel kernel) {
        int size = 3 << 20;
        try (BpfMap map = NewMap.create(kernel, MapType.HASH, NewMap.NO_PREALLOC, 4, size, 1000)) {
            TypedMap<Integer, byte[]> large = new TypedMap<>(map, Codecs.int32(), Codecs.bytes(size));
            assertEquals(0, large.size());
            large.putAll(Map.of());
            large.removeAll(List.of(1, 2));
            large.takeAll((key, value) -> fail("there is none"));
            assertEquals(0, large.size());
        }
    }

    /** As maps of newer kernels are opened, to be looked at and pinned. */
    @Test
    void aTypeThatIsNotKnownIsTakenAsItIs(Kernel kernel) {
        int fd = kernel.mapCreate(new MapCreate("newer", MapType.HASH.number(), 4, 8, 2, 0, 0, 0, 0, 0, 0, 0));
        try (BpfMap map = new BpfMap(kernel, MapSpec.of("newer", MapType.UNSPEC, 4, 8, 2), null, fd)) {
            assertEquals(8, map.info().valueSize());
        }
    }

    /** The kernel would write its own size of a value wherever there is room for less. */
    @Test
    void aDescriptorOfAMapOfOtherSizesIsRefused(Kernel kernel) {
        try (BpfMap map = NewMap.create(kernel, MapType.HASH, 0, 4, 64, 8)) {
            int fd = map.descriptor().number();
            for (MapSpec wrong : List.of(
                    MapSpec.of("wrong", MapType.HASH, 4, 8, 8),
                    MapSpec.of("wrong", MapType.HASH, 2, 64, 8),
                    MapSpec.of("wrong", MapType.LRU_HASH, 4, 64, 8))) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> new BpfMap(kernel, wrong, null, fd));
                String said = String.valueOf(e.getMessage());
                assertTrue(said.endsWith("give the spec that it was created from"), said);
            }
        }
    }

    @Test
    void aFrozenArrayIsReadInItsMemoryAllTheSame(Kernel kernel) {
        try (BpfMap map = NewMap.create(kernel, MapType.ARRAY, MapSpec.MMAPABLE, 4, 3)) {
            LongMap array = new LongMap(map);
            array.put(2, 7);
            map.freeze();
            MapSnapshot snapshot = new MapSnapshot(map);
            assertEquals(3, snapshot.read());
            assertEquals(7, snapshot.sum(2, 0));
        }
    }

    private static void says(String message, Executable refused) {
        assertEquals(message, assertThrows(SystemCallException.class, refused).getMessage());
    }

    @Test
    void whatTheKernelRefusesIsSaidWithWhatToDo(Kernel kernel) {
        ByteBuffer zero = ByteBuffer.allocate(4);
        ByteBuffer value = ByteBuffer.allocate(8);
        try (BpfMap hash = NewMap.create(kernel, MapType.HASH, 0, 4, 2);
                BpfMap array = NewMap.create(kernel, MapType.ARRAY, 0, 4, 2)) {
            says(
                    "map new (hash) can't be updated: ENOENT (2); the key is not there, write it with ANY",
                    () -> hash.update(zero, value, BpfMap.EXIST));
            hash.update(zero, value, BpfMap.NO_EXIST);
            says(
                    "map new (hash) can't be updated: EEXIST (17); the key is there, write it with ANY",
                    () -> hash.update(zero, value, BpfMap.NO_EXIST));
            says(
                    "map new (array) can't give up a key: EINVAL (22); an array has all its keys for good, write zeros",
                    () -> array.delete(zero));
        }
    }

    @Test
    void aFrozenMapIsReadOnly(Kernel kernel) {
        try (BpfObject object = BpfObject.load(types(), kernel)) {
            LongMap map = object.longMap("on_node");
            map.put(1, 10);
            object.map("on_node").freeze();
            assertEquals(10, map.get(1));
            assertEquals(1, map.size());
            SystemCallException e = assertThrows(SystemCallException.class, () -> map.put(1, 11));
            assertEquals(
                    "map on_node (hash) can't be updated: EPERM (1); it was frozen or opened without that access, or CAP_BPF is missing",
                    e.getMessage());
            assertThrows(SystemCallException.class, () -> map.remove(1));
            assertEquals(10, map.get(1));
        }
    }
}

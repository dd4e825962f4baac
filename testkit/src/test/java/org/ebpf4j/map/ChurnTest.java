// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of maps whose keys come and go while they are read: one that stays is there once, with a value that it had. */
@KernelTest
class ChurnTest {
    private static final int PICTURES = 100;

    /** A prefix of 32 bits and the bits, so that every map takes it, tries too. */
    private static long key(int number) {
        return 32L << (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 32)
                | (long) number << (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 32 : 0);
    }

    private static int number(long key) {
        return (int) (key >>> (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 32 : 0));
    }

    private static ByteBuffer bytes(long number, int copies) {
        ByteBuffer bytes = ByteBuffer.allocate(copies * 8).order(ByteOrder.nativeOrder());
        for (int copy = 0; copy < copies; copy++) {
            bytes.putLong(copy * 8, number);
        }
        return bytes;
    }

    private static void put(BpfMap map, int number, long value) {
        map.update(bytes(key(number), 1), bytes(value, map.cpus()), BpfMap.ANY);
    }

    /** Type, flags (1 is {@code BPF_F_NO_PREALLOC}), keys that stay, size; the last ones are all but empty, which is read in another way. */
    @ParameterizedTest
    @CsvSource({
        "HASH, 0, 3000, 8192",
        "HASH, 1, 3000, 8192",
        "PERCPU_HASH, 0, 3000, 8192",
        "LRU_HASH, 0, 1000, 65536",
        "LPM_TRIE, 1, 1000, 8192",
        "HASH, 0, 20, 100000",
        "HASH, 1, 20, 100000"
    })
    void keysThatStayAreThereOnce(MapType type, int flags, int stable, int entries, Kernel kernel) throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong changes = new AtomicLong();
        try (BpfMap map = NewMap.create(kernel, type, flags, 8, entries)) {
            for (int number = 0; number < stable; number++) {
                put(map, number, number);
            }
            Future<?> writing = writer.submit(() -> change(map, stable, stop, changes));
            try {
                MapSnapshot snapshot = new MapSnapshot(map);
                for (int picture = 0; picture < PICTURES; picture++) {
                    long before = changes.get();
                    snapshot.read();
                    check(snapshot, stable);
                    while (changes.get() == before && !writing.isDone()) {
                        Thread.onSpinWait();
                    }
                }
            } finally {
                stop.set(true);
                writing.get();
            }
        } finally {
            writer.shutdownNow();
        }
    }

    /** Keys above the stable ones come and go, and the values of the stable ones move between two that they may have. */
    private static void change(BpfMap map, int stable, AtomicBoolean stop, AtomicLong changes) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!stop.get()) {
            int other = stable + random.nextInt(stable);
            put(map, other, other);
            map.delete(bytes(key(stable + random.nextInt(stable)), 1));
            int one = random.nextInt(stable);
            put(map, one, one + (random.nextBoolean() ? 1L << 32 : 0));
            changes.incrementAndGet();
        }
    }

    private static void check(MapSnapshot snapshot, int stable) {
        Set<Integer> rows = new HashSet<>();
        for (int row = 0; row < snapshot.size(); row++) {
            int number = number(snapshot.keys().getLong(snapshot.keyAt(row)));
            for (int cpu = 0; cpu < snapshot.cpus(); cpu++) {
                assertEquals(number, (int) snapshot.values().getLong(snapshot.valueAt(row, cpu)));
            }
            assertTrue(rows.add(number), "key " + number + " is there twice");
        }
        for (int number = 0; number < stable; number++) {
            assertTrue(rows.contains(number), "key " + number + " is lost");
        }
    }
}

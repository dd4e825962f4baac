// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;

/** How the time and memory that a picture of a hash map takes grow with the map, ours and the twin's. */
final class Growth {
    private static final List<Integer> SIZES = List.of(1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000);
    private static final int BATCH = 65_536;
    /** Entries that each side reads at each size, at least. */
    private static final int ENTRIES = 20_000_000;

    private static final int LEAST_TURNS = 21;

    private Growth() {}

    /**
     * One size of map.
     *
     * @param entries of the map
     * @param ours median nanoseconds
     * @param reference median nanoseconds of the twin
     * @param oursBytes off-heap memory held
     * @param referenceBytes memory that the twin holds
     */
    record Point(int entries, double ours, double reference, long oursBytes, long referenceBytes) {}

    static List<Point> measure() throws IOException {
        Twin twin = TwinLibrary.load();
        // The first one is for the compiler.
        point(twin, SIZES.get(0));
        List<Point> points = new ArrayList<>();
        for (int size : SIZES) {
            points.add(point(twin, size));
        }
        return points;
    }

    private static Point point(Twin twin, int size) throws IOException {
        try (EntriesMap entries = EntriesMap.open("hash", size)) {
            entries.fill(size);
            BpfMap map = entries.map();
            long before = directMemory();
            MapSnapshot snapshot = new MapSnapshot(map);
            long handle =
                    twin.twin_open(map.descriptor().number(), map.keySize(), map.valueSize(), map.maxEntries(), BATCH);
            try {
                Turns turns = new Turns(snapshot::read, () -> twin.twin_read_batches(handle), size);
                for (int turn = 0; turn < Math.max(LEAST_TURNS, ENTRIES / size / 2); turn++) {
                    turns.take();
                }
                List<Block> blocks = turns.drain();
                return new Point(
                        size,
                        Row.quantile(blocks, Block::ours, 0.5),
                        Row.quantile(blocks, Block::reference, 0.5),
                        held(before),
                        twin.twin_bytes(handle));
            } finally {
                twin.twin_close(handle);
            }
        }
    }

    /** Memory that was outgrown is given back when the collector finds it. */
    private static long held(long before) {
        System.gc();
        return directMemory() - before;
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}

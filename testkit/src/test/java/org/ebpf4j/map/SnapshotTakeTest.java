// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ebpf4j.BusyException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures of maps that are emptied by taking them. */
class SnapshotTakeTest {
    private static final int KEYS = 50_000;
    private static final int ROOM = 1024;

    private static ByteBuffer number(long number, int copies) {
        ByteBuffer bytes = ByteBuffer.allocate(copies * 8).order(ByteOrder.nativeOrder());
        for (int copy = 0; copy < copies; copy++) {
            bytes.putLong(copy * 8, number);
        }
        return bytes;
    }

    /** Each number once, as soon as there is room for it. */
    private static void write(BpfMap map) {
        for (int key = 0; key < KEYS; ) {
            try {
                map.update(number(key, 1), number(key, map.cpus()), BpfMap.NO_EXIST);
                key++;
            } catch (BusyException e) {
                Thread.onSpinWait(); // It is full.
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH"})
    @KernelTest
    void whatIsWrittenIsTakenOnce(MapType type, Kernel kernel) throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (BpfMap map = NewMap.create(kernel, type, 0, 8, ROOM)) {
            Future<?> writing = writer.submit(() -> write(map));
            BitSet taken = new BitSet(KEYS);
            MapSnapshot snapshot = new MapSnapshot(map);
            boolean written;
            do {
                written = writing.isDone();
                int rows = snapshot.take();
                for (int row = 0; row < rows; row++) {
                    int key = (int) snapshot.keys().getLong(snapshot.keyAt(row));
                    assertTrue(!taken.get(key), "key " + key + " is taken twice");
                    taken.set(key);
                    assertEquals((long) key * snapshot.cpus(), snapshot.sum(row, 0));
                }
            } while (!written);
            writing.get();
            assertEquals(KEYS, taken.cardinality());
            assertEquals(0, snapshot.take());
            assertEquals(0, snapshot.read(), "nothing is left in the map");
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    @KernelTest
    void anArrayCannotBeEmptied(Kernel kernel) {
        try (BpfMap map = NewMap.create(kernel, MapType.ARRAY, 0, 4, 10)) {
            MapSnapshot snapshot = new MapSnapshot(map);
            assertEquals(10, snapshot.read());
            assertThrows(UnsupportedException.class, snapshot::take);
            assertEquals(0, snapshot.size());
            assertEquals(10, snapshot.read());
        }
    }

    @Test
    void roomIsMadeForWhatDoesNotFit() {
        SimulatedKernel kernel = new SimulatedKernel();
        try (BpfMap map = NewMap.create(kernel, MapType.HASH, 0, 8, 8192)) {
            for (int key = 0; key < 5000; key++) {
                map.update(number(key, 1), number(key, 1), BpfMap.ANY);
            }
            MapSnapshot snapshot = new MapSnapshot(map);
            kernel.failNext(Call.TAKE_BATCH, Errno.ENOSPC);
            assertEquals(5000, snapshot.take());
            assertEquals(0, snapshot.take());
            kernel.failNext(Call.TAKE_BATCH, Errno.EPERM);
            assertThrows(RuntimeException.class, snapshot::take);
        }
    }
}

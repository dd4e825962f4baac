// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.BpfObject;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.TestObjects;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.testkit.Call;
import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of maps in a simulated kernel, where every answer that a kernel may give can be had. */
class MapSnapshotTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    private static BpfObject load(Kernel kernel, int maxEntries) {
        ObjectSpec spec = TestObjects.read("maps.bpf.o");
        spec.maps().forEach(map -> map.maxEntries(maxEntries));
        return BpfObject.load(spec, kernel);
    }

    /** Keys are struct peer, values struct traffic of maps.bpf.c, of which the first 8 bytes are {@code bytes}. */
    private static byte[] key(int n) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(0, n)
                .array();
    }

    private void put(String map, int n, long bytes) {
        byte[] value = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(0, bytes)
                .array();
        assertEquals(0, kernel.map(map).put(key(n), value));
    }

    private static Map<Integer, Long> rows(MapSnapshot snapshot) {
        Map<Integer, Long> rows = new HashMap<>();
        for (int row = 0; row < snapshot.size(); row++) {
            Long twice = rows.put(snapshot.keys().getInt(snapshot.keyAt(row)), snapshot.sum(row, 0));
            assertEquals(null, twice, "a key is there twice");
        }
        return rows;
    }

    private static Map<Integer, Long> squares(int count) {
        Map<Integer, Long> squares = new HashMap<>();
        for (int n = 0; n < count; n++) {
            squares.put(n, (long) n * n);
        }
        return squares;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1023, 1024, 1025, 5000})
    void readsEveryRowOnceInBatches(int count) {
        try (BpfObject object = load(kernel, 8192)) {
            squares(count).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            assertEquals(count, snapshot.read());
            assertEquals(squares(count), rows(snapshot));
            assertEquals(0, kernel.calls(Call.MAP_LOOKUP));
        }
    }

    @Test
    void thereIsRoomForWhatTheMapCanHoldAndNoMore() {
        try (BpfObject object = load(kernel, 5000)) {
            squares(5000).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            assertEquals(5000, snapshot.read());
            assertEquals(5001 * 8, snapshot.keys().capacity());
            assertEquals(5001 * 16, snapshot.values().capacity());
        }
    }

    @Test
    void aFullMapOfOneEntryTakesOneCall() {
        try (BpfObject object = load(kernel, 1)) {
            MapSnapshot snapshot = new MapSnapshot(object.map("array"));
            assertEquals(1, snapshot.read());
            assertEquals(1, kernel.calls(Call.LOOKUP_BATCH));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EINVAL", "ENOTSUPP", "EOPNOTSUPP"})
    void readsKeyByKeyWhereThereAreNoBatches(String errno) {
        kernel.failAlways(Call.LOOKUP_BATCH, Errno.valueOf(errno));
        try (BpfObject object = load(kernel, 8192)) {
            squares(3000).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            assertEquals(3000, snapshot.read());
            assertEquals(squares(3000), rows(snapshot));
            snapshot.read();
            assertEquals(1, kernel.calls(Call.LOOKUP_BATCH), "batches are not tried again");
        }
    }

    @Test
    void aBucketThatDoesNotFitMakesTheBatchGrow() {
        kernel.hashBuckets(1);
        try (BpfObject object = load(kernel, 8192)) {
            squares(5000).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            assertEquals(squares(5000), rows(snapshot));
        }
    }

    @Test
    void aKeyDeletedUnderTheWalkDoublesNoRowAndLosesNoStableOne() {
        kernel.failAlways(Call.LOOKUP_BATCH, Errno.ENOTSUPP);
        try (BpfObject object = load(kernel, 8192)) {
            squares(200).forEach((n, square) -> put("hash", n, square));
            // Every tenth lookup finds that its key has just gone: the kernel then starts over at its first key.
            int[] lookups = {0};
            kernel.before(Call.MAP_LOOKUP, () -> {
                if (++lookups[0] % 10 == 0 && lookups[0] <= 50) {
                    kernel.map("hash").remove(kernel.map("hash").keys().get(lookups[0] - 1));
                }
            });
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            Map<Integer, Long> rows = rows(snapshot);
            for (byte[] stable : kernel.map("hash").keys()) {
                int n = ByteBuffer.wrap(stable).order(ByteOrder.nativeOrder()).getInt();
                assertEquals((long) n * n, rows.get(n));
            }
        }
    }

    @Test
    void aWalkThatNeverCatchesUpEnds() {
        kernel.failAlways(Call.LOOKUP_BATCH, Errno.ENOTSUPP);
        try (BpfObject object = load(kernel, 16)) {
            put("hash", 1, 1);
            put("hash", 2, 2);
            // The key at hand is gone whenever the next one is asked for, so that the first is given for ever.
            kernel.before(Call.MAP_NEXT_KEY, () -> {
                kernel.map("hash").remove(key(1));
                put("hash", 1, 1);
            });
            int rows = new MapSnapshot(object.map("hash")).read();
            assertTrue(rows <= 2, "rows " + rows);
        }
    }

    @Test
    void sumsOverPossibleCpusWithHoles() {
        SimulatedKernel holey = new SimulatedKernel(0, 2, 5);
        try (BpfObject object = load(holey, 64)) {
            holey.map("percpu_hash").addOnCpu(0, key(7), 0, 1);
            holey.map("percpu_hash").addOnCpu(2, key(7), 0, 20);
            holey.map("percpu_hash").addOnCpu(5, key(7), 0, 300);
            MapSnapshot snapshot = new MapSnapshot(object.map("percpu_hash"));
            assertEquals(1, snapshot.read());
            assertEquals(3, snapshot.cpus());
            assertEquals(Map.of(7, 321L), rows(snapshot));
        }
    }

    @Test
    void aRefusedReadIsAnExceptionAndThePictureEmpty() {
        try (BpfObject object = load(kernel, 64)) {
            put("hash", 1, 1);
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            kernel.failNext(Call.LOOKUP_BATCH, Errno.EPERM);
            SystemCallException e = assertThrows(SystemCallException.class, snapshot::read);
            assertTrue(e.getMessage().startsWith("map hash (hash) can't be read: EPERM (1); "), e.getMessage());
            assertEquals(0, snapshot.size());
            assertEquals(1, snapshot.read());
        }
    }

    @Test
    void interruptedBatchesAreReadAgain() {
        try (BpfObject object = load(kernel, 8192)) {
            squares(3000).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            for (int interruptions = 1; interruptions < 7; interruptions++) {
                for (int i = 0; i < interruptions; i++) {
                    kernel.failNext(Call.LOOKUP_BATCH, Errno.EINTR);
                }
                snapshot.read();
                assertEquals(squares(3000), rows(snapshot));
            }
        }
    }

    @Test
    void readsAndOffsetsOutsideAreExceptions() {
        try (BpfObject object = load(kernel, 64)) {
            put("hash", 1, 1);
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            assertThrows(IndexOutOfBoundsException.class, () -> snapshot.keyAt(1));
            assertThrows(IndexOutOfBoundsException.class, () -> snapshot.valueAt(-1));
            assertThrows(IndexOutOfBoundsException.class, () -> snapshot.sum(0, 9));
            assertThrows(IndexOutOfBoundsException.class, () -> snapshot.sum(0, -1));
        }
    }

    @Test
    void aClosedMapIsAnException() {
        BpfObject object = load(kernel, 64);
        MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
        object.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, snapshot::read);
        assertEquals("map hash is closed", e.getMessage());
        assertEquals(0, kernel.openDescriptors().size());
    }

    @Test
    void aMapThatIsAllButEmptyIsReadFromKeyToKey() {
        try (BpfObject object = load(kernel, 8192)) {
            squares(3).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            assertEquals(0, kernel.calls(Call.MAP_LOOKUP), "nothing was known of the map");
            long batches = kernel.calls(Call.LOOKUP_BATCH);
            snapshot.read();
            assertEquals(squares(3), rows(snapshot));
            assertEquals(3, kernel.calls(Call.MAP_LOOKUP));
            squares(3000).forEach((n, square) -> put("hash", n, square));
            snapshot.read();
            assertEquals(squares(3000), rows(snapshot));
            assertTrue(kernel.calls(Call.LOOKUP_BATCH) > batches, "a map that has grown is read in batches");
        }
    }

    @Test
    void aNearlyEmptyMapThatChangesIsReadInBatches() {
        try (BpfObject object = load(kernel, 8192)) {
            squares(4).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            // The key at hand goes just before its value is asked for.
            long[] countdown = {2};
            kernel.before(Call.MAP_LOOKUP, () -> {
                if (--countdown[0] == 0) {
                    kernel.map("hash").remove(kernel.map("hash").keys().get(1));
                }
            });
            long batches = kernel.calls(Call.LOOKUP_BATCH);
            snapshot.read();
            assertEquals(3, rows(snapshot).size());
            assertEquals(batches + 1, kernel.calls(Call.LOOKUP_BATCH));
            long lookups = kernel.calls(Call.MAP_LOOKUP);
            snapshot.read();
            assertEquals(lookups, kernel.calls(Call.MAP_LOOKUP), "for a while");
        }
    }

    @Test
    void countersGrowFromPictureToPicture() {
        try (BpfObject object = load(kernel, 8192)) {
            squares(100).forEach((n, square) -> put("hash", n, square));
            MapSnapshot snapshot = MapSnapshot.withPrevious(object.map("hash"));
            snapshot.read();
            assertEquals(squares(100), deltas(snapshot), "at first all is new");
            snapshot.read();
            assertTrue(deltas(snapshot).values().stream().allMatch(delta -> delta == 0));
            put("hash", 7, 7 * 7 + 5); // grew
            put("hash", 8, 3); // began anew
            kernel.map("hash").remove(key(0)); // left, which moves the others
            put("hash", 1000, 11); // came
            snapshot.read();
            Map<Integer, Long> expected = squares(100);
            expected.replaceAll((n, square) -> 0L);
            expected.putAll(Map.of(7, 5L, 8, 3L, 1000, 11L));
            expected.remove(0);
            assertEquals(expected, deltas(snapshot));
            for (int row = 0; row < snapshot.size(); row++) {
                assertEquals(snapshot.keys().getInt(snapshot.keyAt(row)) == 1000, snapshot.isNew(row));
            }
        }
    }

    @Test
    void aCounterThatWasAwayForAPictureIsNew() {
        try (BpfObject object = load(kernel, 64)) {
            put("hash", 1, 5);
            MapSnapshot snapshot = MapSnapshot.withPrevious(object.map("hash"));
            snapshot.read();
            kernel.map("hash").remove(key(1));
            assertEquals(0, snapshot.read());
            put("hash", 1, 7);
            snapshot.read();
            assertEquals(Map.of(1, 7L), deltas(snapshot));
        }
    }

    @Test
    void aFailedReadLosesNoGrowth() {
        try (BpfObject object = load(kernel, 64)) {
            put("hash", 1, 5);
            MapSnapshot snapshot = MapSnapshot.withPrevious(object.map("hash"));
            snapshot.read();
            kernel.failNext(Call.LOOKUP_BATCH, Errno.EPERM);
            assertThrows(SystemCallException.class, snapshot::read);
            put("hash", 1, 8);
            snapshot.read();
            assertEquals(Map.of(1, 3L), deltas(snapshot));
        }
    }

    @Test
    void growthOfArraysIsKnownByIndex() {
        try (BpfObject object = load(kernel, 4)) {
            MapSnapshot snapshot = MapSnapshot.withPrevious(object.map("array"));
            snapshot.read();
            ByteBuffer value = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            object.map("array").update(ByteBuffer.wrap(key(2), 0, 4), value.putLong(0, 9), BpfMap.ANY);
            snapshot.read();
            assertEquals(Map.of(0, 0L, 1, 0L, 2, 9L, 3, 0L), deltas(snapshot));
        }
    }

    @Test
    void picturesThatForgetSaySo() {
        try (BpfObject object = load(kernel, 64)) {
            put("hash", 1, 1);
            MapSnapshot snapshot = new MapSnapshot(object.map("hash"));
            snapshot.read();
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> snapshot.delta(0, 0));
            assertTrue(String.valueOf(e.getMessage()).contains("MapSnapshot.withPrevious"), e.getMessage());
        }
    }

    private static Map<Integer, Long> deltas(MapSnapshot snapshot) {
        Map<Integer, Long> deltas = new HashMap<>();
        for (int row = 0; row < snapshot.size(); row++) {
            deltas.put(snapshot.keys().getInt(snapshot.keyAt(row)), snapshot.delta(row, 0));
        }
        return deltas;
    }
}

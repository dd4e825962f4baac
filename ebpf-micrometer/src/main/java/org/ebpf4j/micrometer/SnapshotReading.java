// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;

/**
 * The pictures of a map that the kernel holds.
 *
 * @param snapshot reused from picture to picture
 * @param takes whether entries are taken out of the map when they are read
 */
record SnapshotReading(MapSnapshot snapshot, boolean takes) implements MapReading {
    static SnapshotReading of(BpfMap map, boolean takes) {
        return new SnapshotReading(new MapSnapshot(map), takes);
    }

    @Override
    public int read() {
        return takes ? snapshot.take() : snapshot.read();
    }

    @Override
    public int keySize() {
        return snapshot.map().keySize();
    }

    @Override
    public ByteBuffer keys() {
        return snapshot.keys();
    }

    @Override
    public long sum(int row, ValueField field) {
        if (field.size() == Long.BYTES) {
            return snapshot.sum(row, field.offset());
        }
        long sum = 0;
        for (int cpu = 0; cpu < snapshot.cpus(); cpu++) {
            sum += field.read(snapshot.values(), snapshot.valueAt(row, cpu) + field.offset());
        }
        return sum;
    }

    @Override
    public long greatest(int row, ValueField field) {
        long greatest = field.read(snapshot.values(), snapshot.valueAt(row) + field.offset());
        for (int cpu = 1; cpu < snapshot.cpus(); cpu++) {
            greatest =
                    field.greater(greatest, field.read(snapshot.values(), snapshot.valueAt(row, cpu) + field.offset()));
        }
        return greatest;
    }
}

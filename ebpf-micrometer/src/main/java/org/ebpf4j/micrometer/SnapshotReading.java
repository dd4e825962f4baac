// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;

/**
 * The pictures of a map that the kernel holds.
 *
 * @param snapshot reused from picture to picture
 */
record SnapshotReading(MapSnapshot snapshot) implements MapReading {
    static SnapshotReading of(BpfMap map) {
        return new SnapshotReading(new MapSnapshot(map));
    }

    @Override
    public int read() {
        return snapshot.read();
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
    public int keyAt(int row) {
        return snapshot.keyAt(row);
    }

    @Override
    public long sum(int row, int offset) {
        return snapshot.sum(row, offset);
    }
}

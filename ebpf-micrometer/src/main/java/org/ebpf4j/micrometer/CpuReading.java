// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.map.MapSnapshot;

/** The pictures of a map with a value for each CPU, as if each CPU had keys of its own: the map's, and the CPU's number in two bytes behind it. */
final class CpuReading implements MapReading {
    private final MapSnapshot snapshot;
    private final int[] cpus;
    private ByteBuffer keys = ByteBuffer.allocateDirect(0);

    CpuReading(BpfMap map) {
        this.snapshot = new MapSnapshot(map);
        this.cpus = Cpus.possible(map.kernel());
    }

    @Override
    public int read() {
        int rows = snapshot.read() * cpus.length;
        int size = keySize();
        if (keys.capacity() < rows * size) {
            keys = ByteBuffer.allocateDirect(rows * size).order(ByteOrder.nativeOrder());
        }
        for (int row = 0; row < rows; row++) {
            int at = row * size;
            int mapKeySize = size - KeyLabels.Cpu.SIZE;
            keys.put(at, snapshot.keys(), snapshot.keyAt(row / cpus.length), mapKeySize);
            keys.putShort(at + mapKeySize, (short) cpus[row % cpus.length]);
        }
        return rows;
    }

    @Override
    public int entries(int rows) {
        return rows / cpus.length;
    }

    @Override
    public int keySize() {
        return snapshot.map().keySize() + KeyLabels.Cpu.SIZE;
    }

    @Override
    public ByteBuffer keys() {
        return keys;
    }

    @Override
    public long sum(int row, ValueField field) {
        return field.read(snapshot.values(), snapshot.valueAt(row / cpus.length, row % cpus.length) + field.offset());
    }

    @Override
    public long greatest(int row, ValueField field) {
        return sum(row, field);
    }
}

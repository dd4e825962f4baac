// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.ebpf4j.BpfObject;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;

/**
 * One of the maps of {@code entries.bpf.c}, loaded.
 *
 * @param object owns the map
 * @param map u32 keys, u64 values
 */
record EntriesMap(BpfObject object, BpfMap map) implements AutoCloseable {
    private static final String OBJECT = "entries.bpf.o";

    /** The map with room for so many entries. */
    static EntriesMap open(String map, int entries) throws IOException {
        try (InputStream in = Objects.requireNonNull(EntriesMap.class.getResourceAsStream(OBJECT), OBJECT)) {
            ObjectSpec spec = ObjectSpec.read(OBJECT, in.readAllBytes());
            // A full LRU map evicts, and rather more than one entry at a time.
            boolean evicts = spec.map(map).type() == MapType.LRU_HASH;
            spec.map(map).maxEntries(evicts ? entries + entries / 8 + 4096 : entries);
            BpfObject object = BpfObject.load(spec, LinuxKernel.open());
            return new EntriesMap(object, object.map(map));
        }
    }

    /** Writes keys from 0 on; answers the sum of the values, over all CPUs. */
    long fill(int entries) {
        ByteBuffer key = ByteBuffer.allocate(map.keySize()).order(ByteOrder.nativeOrder());
        ByteBuffer value = ByteBuffer.allocate(map.valueStride() * map.cpus()).order(ByteOrder.nativeOrder());
        long sum = 0;
        for (int id = 0; id < entries; id++) {
            for (int cpu = 0; cpu < map.cpus(); cpu++) {
                long number = (id + cpu) * 2_654_435_761L;
                value.putLong(cpu * map.valueStride(), number);
                sum += number;
            }
            map.update(key.putInt(0, id), value, BpfMap.ANY);
        }
        return sum;
    }

    @Override
    public void close() {
        object.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.function.LongSupplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.BpfObject;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * What the programs of an object could not count because a map was full: the only number of the map that {@code DROPPED_MAP} of
 * {@code ebpf4j.bpf.h} declares. Refreshed by one thread at a time; any thread may ask for the number.
 */
final class DropCount implements Reader {
    private static final String NAME = "dropped";

    private final LongSupplier count;
    private final Tally tally;
    private volatile long dropped;

    private DropCount(LongSupplier count, Tally tally) {
        this.count = count;
        this.tally = tally;
    }

    /** The count of an object, null where its programs do not count. */
    static @Nullable DropCount of(BpfObject object, Tally tally) {
        for (BpfMap map : object.maps()) {
            if (map.name().equals(NAME)
                    && map.type() == MapType.ARRAY
                    && map.valueSize() == Long.BYTES
                    && map.maxEntries() == 1) {
                return new DropCount(new LossCount(NAME, ValueField.u64(0)).in(object), tally);
            }
        }
        return null;
    }

    double count() {
        return Unsigned.toDouble(dropped);
    }

    @Override
    public void refresh() {
        try {
            dropped = count.getAsLong();
        } catch (BpfException | IllegalStateException e) {
            tally.collectErrors.incrementAndGet();
        }
    }
}

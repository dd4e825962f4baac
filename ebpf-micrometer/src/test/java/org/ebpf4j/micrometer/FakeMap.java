// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map whose keys are one 64-bit number and whose values are u64 fields, for pictures that a test makes up. Thread-safe. */
final class FakeMap implements MapReading {
    private final Map<Long, long[]> entries = new TreeMap<>();
    private final List<long[]> values = new ArrayList<>();
    private ByteBuffer keys = ByteBuffer.allocateDirect(0);
    private @Nullable Throwable failure;
    private int reads;

    synchronized FakeMap put(long key, long... value) {
        entries.put(key, value);
        return this;
    }

    synchronized void remove(long key) {
        entries.remove(key);
    }

    synchronized void failWith(@Nullable Throwable e) {
        failure = e;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized int read() {
        reads++;
        if (failure != null) {
            FakeMap.<RuntimeException>rethrow(failure);
        }
        values.clear();
        keys = ByteBuffer.allocateDirect(entries.size() * Long.BYTES).order(ByteOrder.nativeOrder());
        entries.forEach((key, value) -> {
            keys.putLong(key);
            values.add(value.clone());
        });
        return values.size();
    }

    @Override
    public int keySize() {
        return Long.BYTES;
    }

    @Override
    public ByteBuffer keys() {
        return keys;
    }

    @Override
    public long sum(int row, ValueField field) {
        return values.get(row)[field.offset() / Long.BYTES];
    }

    @Override
    public long greatest(int row, ValueField field) {
        return sum(row, field);
    }

    /** As it is, also what Java checks. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pictures of a map whose number is known.
 *
 * @param pictures of the map
 * @param taken how many were
 */
record CountedReading(MapReading pictures, AtomicLong taken) implements MapReading {
    @Override
    public int read() {
        int rows = pictures.read();
        taken.incrementAndGet();
        return rows;
    }

    @Override
    public int keySize() {
        return pictures.keySize();
    }

    @Override
    public ByteBuffer keys() {
        return pictures.keys();
    }

    @Override
    public long sum(int row, ValueField field) {
        return pictures.sum(row, field);
    }

    @Override
    public long greatest(int row, ValueField field) {
        return pictures.greatest(row, field);
    }
}

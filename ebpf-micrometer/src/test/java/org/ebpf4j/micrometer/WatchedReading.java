// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/**
 * Pictures of a map that a test takes part in.
 *
 * @param pictures of the map
 * @param reading takes one, and gives its rows
 */
record WatchedReading(MapReading pictures, IntSupplier reading) implements MapReading {
    @Override
    public int read() {
        return reading.getAsInt();
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

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Memory;

/** Where a batched read writes: keys and values one after the other, each run from its own offset. */
final class BatchTarget {
    private final ByteBuffer keys;
    private final int keysAt;
    private final ByteBuffer values;
    private final int valuesAt;

    BatchTarget(Memory keys, int keysAt, Memory values, int valuesAt, MapShape shape, int max) {
        Room.require(keys, keysAt, (long) max * shape.keySize(), "keys");
        Room.require(values, valuesAt, (long) max * shape.size(), "values");
        this.keys = keys.bytes();
        this.keysAt = keysAt;
        this.values = values.bytes();
        this.valuesAt = valuesAt;
    }

    void put(int row, byte[] key, ByteBuffer value) {
        keys.put(keysAt + row * key.length, key);
        values.put(valuesAt + row * value.capacity(), value, 0, value.capacity());
    }
}

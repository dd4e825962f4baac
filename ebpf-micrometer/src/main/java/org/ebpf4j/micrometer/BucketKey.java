// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The field of a map's key that says which bucket of a histogram the value counts, as programs for ebpf_exporter have it: a key for each finite
 * bucket, and the one behind the last for the sum.
 */
final class BucketKey {
    private final ValueField field;
    private final Map<Long, Integer> slots = new HashMap<>();

    /**
     * Describes the field.
     *
     * @param field where it is in the key
     * @param keys one for each finite bucket
     * @param range of the buckets that are exported
     */
    BucketKey(ValueField field, List<Long> keys, BucketRange range) {
        this.field = field;
        for (Long key : keys) {
            slots.put(key, range.slotOf(slots.size()));
        }
        // Behind the finite buckets is the one without an upper bound, which such programs do not count.
        slots.put(keys.get(keys.size() - 1) + 1, range.slotOf(keys.size() + 1));
    }

    /** The slot of a key, -1 for keys that are none of the buckets. */
    int slotOf(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
        return slots.getOrDefault(field.read(bytes, field.offset()), -1);
    }
}

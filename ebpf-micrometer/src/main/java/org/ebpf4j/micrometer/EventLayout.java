// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A declared meter of records, fitted to their struct: where its labels and its number are.
 *
 * @param layout the meter; its vector is what records add up to
 * @param retention of its series
 * @param labels of a key that is put together of the record's fields
 * @param fields of the record that make the key, in their order there
 * @param value the number that counts, null where each record counts 1
 * @param buckets of a histogram, null for a counter
 * @param least bytes that a record must have for all of these to be in it
 */
record EventLayout(
        MeterLayout layout,
        Retention retention,
        KeyLabels labels,
        List<Part> fields,
        @Nullable ValueField value,
        @Nullable BucketSearch buckets,
        int least) {
    EventLayout {
        fields = List.copyOf(fields);
    }

    /**
     * A field that is part of the key.
     *
     * @param offset in the record, in bytes
     * @param size bytes
     */
    record Part(int offset, int size) {}

    /** Bytes of a key. */
    int keySize() {
        return fields.stream().mapToInt(Part::size).sum();
    }

    /** Puts the key of the record that begins at a byte of a buffer together. */
    void key(ByteBuffer from, int at, ByteBuffer key) {
        int end = 0;
        for (int i = 0; i < fields.size(); i++) {
            Part part = fields.get(i);
            key.put(end, from, at + part.offset(), part.size());
            end += part.size();
        }
    }
}

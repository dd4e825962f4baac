// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A meter as it was declared, before it is fitted to its map. Immutable.
 *
 * @param map its map's name
 * @param name the meter's
 * @param description the meter's
 * @param baseUnit the meter's
 * @param labels by the names of the fields of the key or record
 * @param cut how the key or record is cut; empty where it goes by its types and the labels
 * @param cpu makes a label of each CPU's number; null where their values are put together
 * @param retention of its series
 * @param kind what its numbers mean
 */
record MeterSpec(
        String map,
        String name,
        String description,
        @Nullable String baseUnit,
        Map<String, Label> labels,
        KeyCut cut,
        KeyLabels.@Nullable Cpu cpu,
        Retention retention,
        Kind kind) {
    MeterSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /**
     * What was said about a field of the key or record.
     *
     * @param name the label's name
     * @param decoder makes its text; null where that goes by the field's type
     */
    record Label(String name, @Nullable KeyDecoder decoder) {}

    /** What the numbers of a map or of records mean. */
    sealed interface Kind {}

    /**
     * A total that grows.
     *
     * @param field of the value's struct, null for the value itself; of the record, null for 1 each
     * @param scale from the kernel's unit to the meter's
     */
    record Counter(@Nullable String field, Scale scale) implements Kind {}

    /**
     * A number as it is now.
     *
     * @param field of the value's struct, null for the value itself
     * @param scale from the kernel's unit to the meter's
     * @param fold of several CPUs and keys
     */
    record Gauge(@Nullable String field, Scale scale, Fold fold) implements Kind {}

    /** Labels and nothing else. */
    record Info() implements Kind {}

    /**
     * Counts by bucket.
     *
     * @param buckets bounds
     * @param range which of them are exported
     * @param bucketField of the key, null where the value has all counts
     * @param keys one for each finite bucket; empty where the value has all counts
     */
    record Histogram(
            Buckets buckets, BucketRange range, @Nullable String bucketField, List<Long> keys) implements Kind {}

    /**
     * Records counted by the bucket of a number that each has.
     *
     * @param field of the record
     * @param buckets bounds that are exported
     */
    record Distribution(String field, Buckets buckets) implements Kind {}

    /** The field of the key that is no label; null where all are. */
    @Nullable
    String bucketField() {
        return kind instanceof Histogram histogram ? histogram.bucketField() : null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/** A meter as it was declared, before it is fitted to its map. Immutable. */
sealed interface MeterSpec {
    /**
     * What was said about a field of the key.
     *
     * @param name the label's name
     * @param decoder makes its text
     */
    record Label(String name, KeyDecoder decoder) {}

    String map();

    String name();

    String description();

    @Nullable
    String baseUnit();

    /** By the names of the key's fields. */
    Map<String, Label> labels();

    /**
     * A counter.
     *
     * @param map its map's name
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param labels by field
     * @param field of the value's struct, null for the value itself
     */
    record CounterSpec(
            String map,
            String name,
            String description,
            @Nullable String baseUnit,
            Map<String, Label> labels,
            @Nullable String field)
            implements MeterSpec {
        public CounterSpec {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }
    }

    /**
     * A histogram.
     *
     * @param map its map's name
     * @param name the meter's
     * @param description the meter's
     * @param baseUnit the meter's
     * @param labels by field
     * @param buckets its bounds
     */
    record HistogramSpec(
            String map,
            String name,
            String description,
            @Nullable String baseUnit,
            Map<String, Label> labels,
            Buckets buckets)
            implements MeterSpec {
        public HistogramSpec {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }
    }
}

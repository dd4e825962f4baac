// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.jspecify.annotations.Nullable;

/** What a point of OTLP counts, with the value of {@code opentelemetry.proto.metrics.v1.AggregationTemporality}. */
enum Temporality {
    /** What came since the last point. */
    DELTA(1),
    /** What came since the series began. */
    CUMULATIVE(2);

    private final int value;

    Temporality(int value) {
        this.value = value;
    }

    int value() {
        return value;
    }

    /** Null for a value that is neither. */
    static @Nullable Temporality of(long value) {
        return value == DELTA.value ? DELTA : value == CUMULATIVE.value ? CUMULATIVE : null;
    }
}

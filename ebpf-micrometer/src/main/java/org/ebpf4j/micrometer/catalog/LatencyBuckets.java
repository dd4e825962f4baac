// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.time.Duration;
import org.ebpf4j.micrometer.HistogramDeclaration;

/**
 * The buckets of {@code struct latency} in {@code ebpf4j.bpf.h}, from 1 microsecond to 67 seconds in powers of two, and which of them are exported.
 * Immutable.
 *
 * @param least bounds below it are not
 * @param greatest bounds above it are not
 */
record LatencyBuckets(Duration least, Duration greatest) {
    private static final Duration FIRST = Duration.ofNanos(1000);
    private static final int FINITE = 27;

    static final LatencyBuckets ALL = new LatencyBuckets(FIRST, FIRST.multipliedBy(1L << (FINITE - 1)));

    /** Declares them. */
    HistogramDeclaration of(HistogramDeclaration histogram) {
        return histogram.exp2(FIRST, FINITE).buckets(least, greatest);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says what histogram a map's values are: per key a struct with {@code __u64 slots[n + 1]}, which counts the values per bucket and in its last
 * slot those beyond the last bound, and {@code __u64 sum}. Made by {@link ObjectMetrics#histogram}.
 */
public final class HistogramDeclaration extends MeterDeclaration<HistogramDeclaration> {
    private static final String SECONDS = "seconds";

    private @Nullable Buckets buckets;
    private boolean durations;

    HistogramDeclaration(String map) {
        super(map);
    }

    /**
     * Buckets of time: slot 0 counts what took at most {@code first}, each further one up to twice as much as the one before. The kernel counts
     * the sum in nanoseconds; bounds and sum are exported in seconds.
     *
     * @param first the first upper bound, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512; the map has one more
     * @return this
     */
    public HistogramDeclaration exp2(Duration first, int finiteSlots) {
        buckets = Buckets.exp2(first, finiteSlots);
        durations = true;
        return this;
    }

    /**
     * Buckets of anything else: slot 0 counts what was at most {@code first}, each further one up to twice as much as the one before. Bounds and
     * sum are exported in the unit that the kernel counts in.
     *
     * @param first the first upper bound, positive
     * @param finiteSlots how many slots have an upper bound, 1 to 512; the map has one more
     * @return this
     */
    public HistogramDeclaration exp2(long first, int finiteSlots) {
        buckets = Buckets.exp2(first, finiteSlots);
        durations = false;
        return this;
    }

    @Override
    HistogramDeclaration self() {
        return this;
    }

    @Override
    MeterSpec spec() {
        Buckets declared = buckets;
        if (declared == null) {
            throw new IllegalArgumentException(
                    "the histogram on map " + map() + " needs its buckets: call exp2 with what the program counts by");
        }
        String unit = baseUnit();
        if (durations && unit != null && !unit.equals(SECONDS)) {
            throw new IllegalArgumentException("the histogram on map " + map()
                    + " has buckets of time, which are exported in seconds, not " + unit);
        }
        return new MeterSpec.HistogramSpec(
                map(), name(), description(), durations ? SECONDS : unit, labels(), declared);
    }
}

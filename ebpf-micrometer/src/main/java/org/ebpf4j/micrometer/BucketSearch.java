// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** Finds the bucket of an unsigned 64-bit number among bounds that are given in the kernel's unit. Immutable. */
final class BucketSearch {
    private static final BigDecimal GREATEST =
            new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE));

    /** The bounds that are not negative, rounded down, as unsigned numbers. */
    private final long[] bounds;

    private final int negative;

    BucketSearch(Buckets buckets) {
        List<BigDecimal> raw = buckets.raw();
        this.negative = (int) raw.stream().filter(bound -> bound.signum() < 0).count();
        this.bounds = raw.stream()
                .skip(negative)
                .mapToLong(bound -> bound.min(GREATEST)
                        .setScale(0, RoundingMode.FLOOR)
                        .toBigInteger()
                        .longValue())
                .toArray();
    }

    /** The slot of a number: that of the first bound that it does not exceed, or the one behind the last. */
    int slotOf(long number) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(number, bounds[middle]) <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return negative + low;
    }
}

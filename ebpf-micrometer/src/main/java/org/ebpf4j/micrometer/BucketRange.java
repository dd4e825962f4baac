// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.util.List;

/**
 * Which of the buckets that a program counts by are exported: neighbours. What is below counts into the first of them, what is above into the one without
 * an upper bound, so that each bound that stays has the count that it would have among all. Immutable.
 *
 * @param first the first that is exported
 * @param shown how many are
 * @param counted how many finite ones the program has
 */
record BucketRange(int first, int shown, int counted) {
    /** All of them. */
    static BucketRange all(Buckets counted) {
        return new BucketRange(0, counted.finite(), counted.finite());
    }

    /** Those whose bounds are in a range, in the kernel's unit. */
    static BucketRange of(Buckets counted, BigDecimal least, BigDecimal greatest) {
        List<BigDecimal> raw = counted.raw();
        int below =
                (int) raw.stream().filter(bound -> bound.compareTo(least) < 0).count();
        int shown = (int) raw.stream()
                        .filter(bound -> bound.compareTo(greatest) <= 0)
                        .count()
                - below;
        if (shown < 1) {
            throw new IllegalArgumentException("no bound of a histogram is in the range of its buckets, " + least
                    + " to " + greatest + "; there are bounds from " + raw.get(0) + " to " + raw.get(raw.size() - 1));
        }
        return new BucketRange(below, shown, raw.size());
    }

    /** The bounds that are exported. */
    Buckets of(Buckets all) {
        return new Buckets(all.raw().subList(first, first + shown), all.unit());
    }

    /** Where a number that a program has counts among what is exported: the numbers of its finite buckets, of the one behind them, and the sum. */
    int slotOf(int number) {
        return number > counted ? shown + 1 : Math.min(Math.max(number - first, 0), shown);
    }
}

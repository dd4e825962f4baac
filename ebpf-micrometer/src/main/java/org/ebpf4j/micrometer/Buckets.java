// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The upper bounds of a histogram's finite buckets and the unit that they are in. Each bound is the double nearest to its exact decimal value,
 * so that 0.000001 reads as {@code 1.0E-6} and not as what repeated doubling of a double would make of it.
 *
 * @param bounds ascending, exact
 * @param divisor how many of the kernel's units make one of the meter's: 1e9 from nanoseconds to seconds
 */
record Buckets(List<BigDecimal> bounds, double divisor) {
    private static final int MOST = 512;
    private static final double NANOS_PER_SECOND = 1e9;

    Buckets {
        bounds = List.copyOf(bounds);
    }

    /** Bounds in seconds that double from {@code first}, for values that the kernel counts in nanoseconds. */
    static Buckets exp2(Duration first, int finite) {
        BigDecimal seconds = BigDecimal.valueOf(first.getSeconds()).add(BigDecimal.valueOf(first.getNano(), 9));
        return new Buckets(doubling(seconds, finite), NANOS_PER_SECOND);
    }

    /** Bounds that double from {@code first}, in the unit that the kernel counts in. */
    static Buckets exp2(long first, int finite) {
        return new Buckets(doubling(BigDecimal.valueOf(first), finite), 1);
    }

    private static List<BigDecimal> doubling(BigDecimal first, int finite) {
        if (first.signum() <= 0) {
            throw new IllegalArgumentException("the first bound of a histogram must be positive, not " + first);
        }
        if (finite < 1 || finite > MOST) {
            throw new IllegalArgumentException("a histogram has 1 to " + MOST + " finite buckets, not " + finite);
        }
        List<BigDecimal> bounds = new ArrayList<>(finite);
        for (int i = 0; i < finite; i++) {
            bounds.add(first.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(i))));
        }
        return bounds;
    }

    /** The bounds as doubles, with positive infinity behind the last finite one. */
    double[] upperBounds() {
        double[] upper = new double[bounds.size() + 1];
        for (int i = 0; i < bounds.size(); i++) {
            upper[i] = bounds.get(i).doubleValue();
        }
        upper[bounds.size()] = Double.POSITIVE_INFINITY;
        return upper;
    }

    /** The bounds as label text: plain decimal, so that no two of them collapse, and {@code +Inf}. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(bounds.size() + 1);
        for (BigDecimal bound : bounds) {
            texts.add(bound.signum() == 0 ? "0" : bound.stripTrailingZeros().toPlainString());
        }
        texts.add("+Inf");
        return texts;
    }
}

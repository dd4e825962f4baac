// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The upper bounds of a histogram's finite buckets and the unit that they are in. Each bound is the double nearest to its exact decimal value,
 * so that 0.000001 reads as {@code 1.0E-6} and not as what repeated doubling of a double would make of it.
 *
 * @param raw ascending, in the unit that the kernel counts in, exact
 * @param unit one of the kernel's units in the meter's: 1e-9 from nanoseconds to seconds
 */
record Buckets(List<BigDecimal> raw, BigDecimal unit) {
    private static final int MOST = 512;
    private static final BigDecimal NANOSECOND = BigDecimal.valueOf(1, 9);

    Buckets {
        raw = List.copyOf(raw);
        if (raw.isEmpty() || raw.size() > MOST) {
            throw new IllegalArgumentException("a histogram has 1 to " + MOST + " finite buckets, not " + raw.size());
        }
        for (int i = 1; i < raw.size(); i++) {
            if (raw.get(i).compareTo(raw.get(i - 1)) <= 0) {
                throw new IllegalArgumentException(
                        "the bounds of a histogram must rise, but " + raw.get(i) + " follows " + raw.get(i - 1));
            }
        }
    }

    /** Values that the kernel counts in nanoseconds and the meter shows in seconds. */
    static Buckets ofTime(List<BigDecimal> nanoseconds) {
        return new Buckets(nanoseconds, NANOSECOND);
    }

    /** Values that the meter shows in the kernel's own unit. */
    static Buckets of(List<BigDecimal> raw) {
        return new Buckets(raw, BigDecimal.ONE);
    }

    static BigDecimal nanoseconds(Duration time) {
        return BigDecimal.valueOf(time.getSeconds()).movePointRight(9).add(BigDecimal.valueOf(time.getNano()));
    }

    /** Bounds that double from {@code first}. */
    static List<BigDecimal> doubling(BigDecimal first, int finite) {
        requirePositive(first, "first bound");
        return bounds(finite, i -> first.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(i))));
    }

    /** Bounds that rise by {@code step} from {@code first}. */
    static List<BigDecimal> rising(BigDecimal first, BigDecimal step, int finite) {
        requirePositive(step, "width of a bucket");
        return bounds(finite, i -> first.add(step.multiply(BigDecimal.valueOf(i))));
    }

    private static List<BigDecimal> bounds(int finite, IntFunction<BigDecimal> bound) {
        if (finite < 1 || finite > MOST) {
            throw new IllegalArgumentException("a histogram has 1 to " + MOST + " finite buckets, not " + finite);
        }
        return IntStream.range(0, finite).mapToObj(bound).toList();
    }

    private static void requirePositive(BigDecimal number, String what) {
        if (number.signum() <= 0) {
            throw new IllegalArgumentException("the " + what + " of a histogram must be positive, not " + number);
        }
    }

    /** The same buckets with values of another unit. */
    Buckets times(BigDecimal multiplier) {
        return new Buckets(raw, unit.multiply(multiplier));
    }

    /** How a sum of the kernel's becomes one of the meter's. */
    Scale scale() {
        return Scale.of(unit);
    }

    /** How many finite buckets there are. */
    int finite() {
        return raw.size();
    }

    private List<BigDecimal> bounds() {
        return raw.stream().map(unit::multiply).toList();
    }

    /** The bounds as doubles, with positive infinity behind the last finite one. */
    double[] upperBounds() {
        List<BigDecimal> bounds = bounds();
        double[] upper = new double[bounds.size() + 1];
        for (int i = 0; i < bounds.size(); i++) {
            upper[i] = bounds.get(i).doubleValue();
        }
        upper[bounds.size()] = Double.POSITIVE_INFINITY;
        return upper;
    }

    /** The bounds as label text: plain decimal, so that no two of them collapse, and {@code +Inf}. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(raw.size() + 1);
        for (BigDecimal bound : bounds()) {
            texts.add(bound.signum() == 0 ? "0" : bound.stripTrailingZeros().toPlainString());
        }
        texts.add("+Inf");
        return texts;
    }
}

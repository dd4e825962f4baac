// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one of the kernel's units is in the meter's. Kept as a whole number over a power of ten, because a billion nanoseconds divided by 1e9 are
 * exactly a second, and multiplied by the double nearest to 1e-9 are not always.
 *
 * @param times multiplied first
 * @param by divided by then
 */
record Scale(double times, double by) {
    static final Scale ONE = new Scale(1, 1);
    static final Scale NANOS_TO_SECONDS = new Scale(1, 1e9);
    private static final int MOST_DIGITS = 300;

    /**
     * A factor in decimal.
     *
     * @throws IllegalArgumentException where it is not positive
     */
    static Scale of(BigDecimal factor) {
        BigDecimal plain = factor.stripTrailingZeros();
        if (plain.signum() <= 0 || Math.abs(plain.scale()) > MOST_DIGITS || plain.precision() > MOST_DIGITS) {
            throw new IllegalArgumentException("a multiplier must be a positive number, not " + factor);
        }
        return plain.scale() <= 0
                ? new Scale(plain.doubleValue(), 1)
                : new Scale(
                        new BigDecimal(plain.unscaledValue()).doubleValue(),
                        BigDecimal.TEN.pow(plain.scale()).doubleValue());
    }

    double apply(double number) {
        return number * times / by;
    }

    /** Whether whole numbers stay whole. */
    boolean whole() {
        return by == 1;
    }

    /** What the kernel's own unit is called where the meter's is seconds; null where it has no name. */
    @Nullable
    String unitBelowSeconds() {
        return by == 1e9 && times == 1
                ? "nanoseconds"
                : by == 1e6 && times == 1 ? "microseconds" : by == 1e3 && times == 1 ? "milliseconds" : null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/** The kernel's counters are unsigned 64-bit numbers; this is where they become what a registry takes. */
final class Unsigned {
    private Unsigned() {}

    /** The nearest double. */
    static double toDouble(long value) {
        if (value >= 0) {
            return value;
        }
        // Halve, keeping the lost bit so that rounding stays right, then double.
        return ((value >>> 1) | (value & 1)) * 2.0;
    }
}

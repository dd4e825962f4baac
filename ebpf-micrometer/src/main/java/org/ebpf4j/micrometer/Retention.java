// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;

/**
 * When there is a series of a key.
 *
 * @param nanos how long it stays when the last of its keys has left the map: 0 for not at all, {@link Long#MAX_VALUE} for ever
 * @param zeros whether it is there before its key has counted anything
 */
record Retention(long nanos, boolean zeros) {
    /** It leaves with its last key. */
    static final Retention NONE = new Retention(0, true);
    /** It stays as long as the binder. */
    static final Retention FOREVER = new Retention(Long.MAX_VALUE, true);

    static Retention of(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("series expire after a positive time, not " + time);
        }
        // Durations of more than 292 years do not fit.
        return new Retention(time.toSeconds() > Integer.MAX_VALUE ? Long.MAX_VALUE : time.toNanos(), true);
    }

    Retention withoutZeros() {
        return new Retention(nanos, false);
    }

    boolean none() {
        return nanos == 0;
    }

    boolean forever() {
        return nanos == Long.MAX_VALUE;
    }
}

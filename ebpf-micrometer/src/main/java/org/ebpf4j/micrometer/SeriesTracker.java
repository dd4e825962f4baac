// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.HashSet;
import java.util.Set;

/** Follows a family's series for one registry: tells once of each that came and once of each that left. Used by one thread at a time. */
abstract class SeriesTracker {
    private final Set<Series> tracked = new HashSet<>();
    private Series[] seen = {};

    abstract void came(Series series);

    abstract void left(Series series);

    /**
     * Compares with the last time; costs one comparison where nothing came or left.
     *
     * @return whether anything did
     */
    final boolean follow(Series[] now) {
        if (now == seen) {
            return false;
        }
        // First those that came, so that a meter that several series share is not taken down and put up again.
        for (Series series : now) {
            if (tracked.add(series)) {
                came(series);
            }
        }
        tracked.removeIf(series -> {
            if (series.gone()) {
                left(series);
                return true;
            }
            return false;
        });
        seen = now;
        return true;
    }
}

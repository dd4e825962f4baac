// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;

/**
 * Says what gauge a map's values are: a number per key, signed or unsigned as its C type is, of 1, 2, 4 or 8 bytes, as it is now. Numbers of
 * several CPUs, and of several keys whose labels are equal, are added up. Made by {@link ObjectMetrics#gauge}.
 */
public final class GaugeDeclaration extends NumberDeclaration<GaugeDeclaration> {
    private Fold fold = Fold.SUM;

    GaugeDeclaration(String map) {
        super(map);
    }

    /**
     * Takes the greatest number of several CPUs and keys instead of adding them up.
     *
     * @return this
     */
    public GaugeDeclaration max() {
        fold = Fold.GREATEST;
        return this;
    }

    /**
     * Shows the greatest number of the last while, and begins anew at each reading: the map is emptied when it is read, so that its programs keep
     * the greatest number since then. However often it is read, and by however many registries, the gauge falls only when the greatest number is
     * older than the window; a series leaves when its last number is.
     *
     * <p>Takes a hash map whose values are such numbers only (since 5.6).
     *
     * @param window positive
     * @return this
     */
    public GaugeDeclaration maxOver(Duration window) {
        fold = Fold.PEAK;
        return expireAfter(window);
    }

    @Override
    GaugeDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Gauge(field(), scale(), fold);
    }
}

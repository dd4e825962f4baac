// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

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

    @Override
    GaugeDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Gauge(field(), scale(), fold);
    }
}

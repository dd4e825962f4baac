// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Says what gauge a map's values are: a number per key, signed or unsigned as its C type is, of 1, 2, 4 or 8 bytes, as it is now. Numbers of
 * several CPUs, and of several keys whose labels are equal, are added up. Made by {@link ObjectMetrics#gauge}.
 */
public final class GaugeDeclaration extends MeterDeclaration<GaugeDeclaration> {
    private @Nullable String field;
    private Scale scale = Scale.ONE;
    private Fold fold = Fold.SUM;

    GaugeDeclaration(String map) {
        super(map);
    }

    /**
     * Which field of the value's struct is the number. Without this call the value is the number itself, or a struct with one field.
     *
     * @param name the field's name
     * @return this
     */
    public GaugeDeclaration value(String name) {
        field = name;
        return this;
    }

    /**
     * What one of the kernel's units is in the meter's {@link #baseUnit}: {@code 1e-9} from nanoseconds to seconds.
     *
     * @param factor positive
     * @return this
     */
    public GaugeDeclaration multiplier(double factor) {
        scale = Scale.of(BigDecimal.valueOf(factor));
        return this;
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
        return new MeterSpec.Gauge(field, scale, fold);
    }
}

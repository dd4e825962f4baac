// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Says what counter a map's values are: an unsigned 64-bit number per key that only grows. One that starts over counts on from where it was. Made
 * by {@link ObjectMetrics#counter}.
 */
public final class CounterDeclaration extends MeterDeclaration<CounterDeclaration> {
    private @Nullable String field;
    private Scale scale = Scale.ONE;

    CounterDeclaration(String map) {
        super(map);
    }

    /**
     * Which field of the value's struct is the count. Without this call the value is the count itself, or a struct with one field.
     *
     * @param name the field's name
     * @return this
     */
    public CounterDeclaration value(String name) {
        field = name;
        return this;
    }

    /**
     * What one of the kernel's units is in the meter's {@link #baseUnit}: {@code 1e-9} from nanoseconds to seconds.
     *
     * @param factor positive
     * @return this
     */
    public CounterDeclaration multiplier(double factor) {
        scale = Scale.of(BigDecimal.valueOf(factor));
        return this;
    }

    @Override
    CounterDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Counter(field, scale);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What meters that are one number can say about it. Not thread-safe; good only inside the call that it is given to.
 *
 * @param <D> the kind of meter
 */
public abstract sealed class NumberDeclaration<D extends NumberDeclaration<D>> extends MeterDeclaration<D>
        permits CounterDeclaration, GaugeDeclaration, EventCounterDeclaration {
    private @Nullable String field;
    private Scale scale = Scale.ONE;

    NumberDeclaration(String map) {
        super(map);
    }

    /**
     * Which field of the value's struct is the number. Without this call the value is the number itself, or a struct with one field.
     *
     * @param name the field's name
     * @return this
     */
    public D value(String name) {
        field = name;
        return self();
    }

    /**
     * What one of the kernel's units is in the meter's {@link #baseUnit}: {@code 1e-9} from nanoseconds to seconds.
     *
     * @param factor positive
     * @return this
     */
    public D multiplier(double factor) {
        scale = Scale.of(BigDecimal.valueOf(factor));
        return self();
    }

    final @Nullable String field() {
        return field;
    }

    final Scale scale() {
        return scale;
    }
}

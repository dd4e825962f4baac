// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.jspecify.annotations.Nullable;

/** Says what counter a map's values are: an unsigned 64-bit number per key that only grows. Made by {@link ObjectMetrics#counter}. */
public final class CounterDeclaration extends MeterDeclaration<CounterDeclaration> {
    private @Nullable String field;

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

    @Override
    CounterDeclaration self() {
        return this;
    }

    @Override
    MeterSpec spec() {
        return new MeterSpec.CounterSpec(map(), name(), description(), baseUnit(), labels(), field);
    }
}

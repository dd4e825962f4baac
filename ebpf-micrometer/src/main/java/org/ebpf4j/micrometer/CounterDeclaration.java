// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Says what counter a map's values are: an unsigned 64-bit number per key that only grows. One that starts over counts on from where it was. Made
 * by {@link ObjectMetrics#counter}.
 */
public final class CounterDeclaration extends NumberDeclaration<CounterDeclaration> {

    CounterDeclaration(String map) {
        super(map);
    }

    @Override
    CounterDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Counter(field(), scale());
    }
}

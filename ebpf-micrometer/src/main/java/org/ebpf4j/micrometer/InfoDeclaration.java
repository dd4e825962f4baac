// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Says that a map's keys are facts: a meter that is 1 for each key, whose labels are all that it tells. A name that ends in {@code .info} makes it
 * an info metric of Prometheus. Made by {@link ObjectMetrics#info}.
 */
public final class InfoDeclaration extends MeterDeclaration<InfoDeclaration> {
    InfoDeclaration(String map) {
        super(map);
    }

    @Override
    InfoDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Info();
    }
}

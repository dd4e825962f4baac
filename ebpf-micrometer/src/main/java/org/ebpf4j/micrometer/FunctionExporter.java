// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;

/** Any registry at all: every number becomes a function counter. The last exporter to be asked. */
final class FunctionExporter implements RegistryExporter {
    @Override
    public boolean supports(MeterRegistry leaf) {
        return true;
    }

    @Override
    public RegistryBinding bind(MeterRegistry leaf, Export export) {
        return new FunctionBinding(leaf, export);
    }
}

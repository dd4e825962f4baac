// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;

/** How one kind of registry takes the series of our families. Of the exporters that support a registry the first has it. */
interface RegistryExporter {
    /** Whether this exporter knows that kind of registry, which is never a composite. */
    boolean supports(MeterRegistry leaf);

    /** Where the meters of a registry end up. Of several registries with one such place only one gets ours, for there they would be there twice. */
    default Object place(MeterRegistry leaf) {
        return leaf;
    }

    /** Puts the families into the registry. */
    RegistryBinding bind(MeterRegistry leaf, Export export);
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** Our families in a registry as function counters, which only read what the last refresh brought: no call of the kernel, no lock. */
final class FunctionBinding implements RegistryBinding {
    private final MeterRegistry leaf;
    private final Export export;
    private final OwnMeters meters;
    private final Map<Family, FunctionFamily> bound = new HashMap<>();

    FunctionBinding(MeterRegistry leaf, Export export) {
        this.leaf = leaf;
        this.export = export;
        this.meters = new OwnMeters(leaf);
    }

    @Override
    public void reconcile() {
        meters.forgetOthers();
        for (Family family : export.families().get()) {
            bound.computeIfAbsent(family, added -> new FunctionFamily(leaf, added, export, meters))
                    .follow(family.series());
        }
    }

    @Override
    public boolean needsSchedule() {
        return true;
    }

    @Override
    public void close() {
        meters.removeAll();
    }
}

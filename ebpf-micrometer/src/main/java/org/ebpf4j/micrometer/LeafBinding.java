// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of ours in one registry that is not a composite. Called by one thread at a time. */
final class LeafBinding {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final SelfMeters self;
    private final RegistryBinding exported;
    private boolean failing;

    LeafBinding(
            MeterRegistry leaf, RegistryExporter exporter, List<BoundSource> sources, Refresher refresher, Tags tags) {
        ReadSignal reads = new ReadSignal();
        this.self = new SelfMeters(leaf, sources, tags, reads);
        List<BoundSource> shown =
                sources.stream().filter(source -> !self.isElsewhere(source)).toList();
        try {
            this.exported = exporter.bind(leaf, new Export(() -> families(shown), refresher, tags, reads));
        } catch (Throwable e) {
            self.close();
            throw e;
        }
    }

    private static List<Family> families(List<BoundSource> sources) {
        List<Family> families = new ArrayList<>();
        for (BoundSource source : sources) {
            families.addAll(source.families());
        }
        return families;
    }

    boolean needsSchedule() {
        return exported.needsSchedule();
    }

    void reconcile() {
        try {
            self.reconcile();
            exported.reconcile();
            failing = false;
        } catch (Throwable e) {
            if (!failing) {
                failing = true;
                LOG.warn("The kernel's meters can't be brought in line in a registry: {}", e.toString());
            }
        }
    }

    void close() {
        exported.close();
        self.close();
    }
}

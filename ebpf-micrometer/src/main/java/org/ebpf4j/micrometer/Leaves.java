// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registries that really hold meters, below the ones that the user bound. A composite tells nobody when a registry is added to it or
 * removed, so the tree is walked anew at each {@link #reconcile}. Called by one thread at a time.
 */
final class Leaves {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final List<RegistryExporter> exporters;
    private final List<BoundSource> sources;
    private final Refresher refresher;
    private final Tags tags;
    private final Set<MeterRegistry> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<MeterRegistry, LeafBinding> bound = new IdentityHashMap<>();
    /** Which of the bound leaves has a place. */
    private final IdentityHashMap<Object, MeterRegistry> places = new IdentityHashMap<>();

    /** Leaves that could not be bound, which is not tried again. */
    private final Set<MeterRegistry> failed = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean composite;

    Leaves(List<RegistryExporter> exporters, List<BoundSource> sources, Refresher refresher, Tags tags) {
        this.exporters = exporters;
        this.sources = sources;
        this.refresher = refresher;
        this.tags = tags;
    }

    void add(MeterRegistry root) {
        roots.add(root);
        composite |= root instanceof CompositeMeterRegistry;
    }

    /** Binds the leaves that are new, lets those go that left, and brings the others in line. */
    void reconcile() {
        Set<MeterRegistry> now = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<MeterRegistry> walked = Collections.newSetFromMap(new IdentityHashMap<>());
        for (MeterRegistry root : roots) {
            walk(root, walked, now);
        }
        for (MeterRegistry leaf : new ArrayList<>(bound.keySet())) {
            LeafBinding binding = now.contains(leaf) ? null : bound.remove(leaf);
            if (binding != null) {
                binding.close();
            }
        }
        places.values().retainAll(now);
        failed.retainAll(now);
        for (MeterRegistry leaf : now) {
            RegistryExporter exporter = exporter(leaf);
            MeterRegistry first = places.computeIfAbsent(exporter.place(leaf), place -> leaf);
            if (first == leaf && !failed.contains(leaf)) {
                reconcile(leaf, exporter);
            }
        }
    }

    private void reconcile(MeterRegistry leaf, RegistryExporter exporter) {
        try {
            bound.computeIfAbsent(leaf, fresh -> new LeafBinding(fresh, exporter, sources, refresher, tags))
                    .reconcile();
        } catch (Throwable e) {
            // Such as classes of the registry's that do not fit together: nothing that the other registries, or the
            // host, should suffer for.
            failed.add(leaf);
            LOG.warn("The kernel's meters are left out of a {}", leaf.getClass().getSimpleName(), e);
        }
    }

    /** Whether anything must be done between scrapes: for registries that do not ask, and for composites, which may get one. */
    boolean needsSchedule() {
        return composite || bound.values().stream().anyMatch(LeafBinding::needsSchedule);
    }

    void close() {
        bound.values().forEach(LeafBinding::close);
        bound.clear();
        places.clear();
        failed.clear();
        roots.clear();
    }

    private RegistryExporter exporter(MeterRegistry leaf) {
        for (RegistryExporter exporter : exporters) {
            if (exporter.supports(leaf)) {
                return exporter;
            }
        }
        throw new IllegalStateException("no exporter takes " + leaf);
    }

    private static void walk(MeterRegistry registry, Set<MeterRegistry> walked, Set<MeterRegistry> leaves) {
        if (!walked.add(registry)) {
            return;
        }
        if (registry instanceof CompositeMeterRegistry composite) {
            for (MeterRegistry child : composite.getRegistries()) {
                walk(child, walked, leaves);
            }
        } else {
            leaves.add(registry);
        }
    }
}

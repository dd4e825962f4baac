// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our families in a Prometheus registry: one collector that reads every map when it is scraped, so that a scrape shows the kernel as it is and
 * nothing is done between scrapes. Any thread may scrape; a scrape that waits too long for another is served the picture before.
 */
final class PrometheusBinding implements RegistryBinding, MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final MetricSnapshots NOTHING = new MetricSnapshots();
    private static final long PATIENCE_MILLIS = 2000;

    private final PrometheusMeterRegistry leaf;
    private final Export export;
    private final HostMeters host;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Family, PrometheusFamily> bound = new HashMap<>();
    private volatile MetricSnapshots last = NOTHING;
    private volatile boolean closed;

    private PrometheusBinding(PrometheusMeterRegistry leaf, Export export) {
        this.leaf = leaf;
        this.export = export;
        this.host = HostMeters.watch(leaf);
    }

    static PrometheusBinding bind(PrometheusMeterRegistry leaf, Export export) {
        PrometheusBinding binding = new PrometheusBinding(leaf, export);
        leaf.getPrometheusRegistry().register(binding);
        return binding;
    }

    @Override
    public MetricSnapshots collect() {
        if (!closed && !lock.isHeldByCurrentThread() && Patience.acquire(lock, PATIENCE_MILLIS)) {
            collectAlone();
        }
        // Where it was closed meanwhile another may have its place already, in the same scrape.
        return closed ? NOTHING : last;
    }

    private void collectAlone() {
        try {
            export.refresher().refresh();
            last = snapshots();
        } catch (Throwable e) {
            // A collector that throws would take the host's own metrics away with ours.
            for (Family family : export.families().get()) {
                family.tally().collectErrors.incrementAndGet();
            }
            LOG.debug("The kernel's metrics stay at their last values for this scrape", e);
        } finally {
            lock.unlock();
        }
    }

    private MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Family family : export.families().get()) {
            PrometheusFamily exported =
                    bound.computeIfAbsent(family, added -> new PrometheusFamily(leaf, added, export, host));
            try {
                exported.collect(names, snapshots);
            } catch (IllegalArgumentException e) {
                // Names that the client does not take: this family stays away, and the others come.
                family.tally().collectErrors.incrementAndGet();
                LOG.debug("A kernel metric can't be shown", e);
            }
        }
        return new MetricSnapshots(snapshots);
    }

    /** Nothing to do: series come and go with the scrapes. */
    @Override
    public void reconcile() {}

    @Override
    public boolean needsSchedule() {
        return false;
    }

    @Override
    public void close() {
        closed = true;
        leaf.getPrometheusRegistry().unregister(this);
        host.stop();
        last = NOTHING;
    }
}

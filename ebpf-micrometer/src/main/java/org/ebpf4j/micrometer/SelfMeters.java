// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters about the programs themselves, in one registry. {@code ebpf.up} is also how two binders see each other there: the second finds the
 * first's and leaves that program to it, for two of the same metric would be counted twice, or fail the scrape. Used by one thread at a time.
 */
final class SelfMeters {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final OwnMeters meters;
    private final Map<BoundSource, SourceMeters> shown = new LinkedHashMap<>();

    SelfMeters(MeterRegistry leaf, List<BoundSource> sources, Tags tags, ReadSignal reads) {
        this.meters = new OwnMeters(leaf);
        meters.lookAround();
        for (BoundSource source : sources) {
            SourceMeters about = new SourceMeters(leaf, meters, source, tags);
            try {
                if (!about.begin(reads)) {
                    LOG.warn(
                            "eBPF program {} is bound to this registry already; its metrics stay with the first",
                            source.program());
                    continue;
                }
            } catch (Throwable e) {
                // The host has a meter of another kind there, or its filter or listener failed.
                LOG.warn("Meters about eBPF program {} can't be registered: {}", source.program(), e.toString());
            }
            shown.put(source, about);
        }
    }

    /** Whether a program's metrics are in this registry because of another binder. */
    boolean isElsewhere(BoundSource source) {
        return !shown.containsKey(source);
    }

    /** Brings the meters in line with how the programs fare now. */
    void reconcile() {
        meters.forgetOthers();
        shown.values().forEach(SourceMeters::reconcile);
    }

    void close() {
        meters.removeAll();
    }
}

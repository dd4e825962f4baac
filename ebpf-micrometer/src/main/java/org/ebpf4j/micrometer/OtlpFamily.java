// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One family in one OTLP registry: which series is which point of which metric, as the registry's filters and naming convention want it.
 * Series that come are remembered at any time, but the registry is only asked about them by the thread that publishes: until 1.17 a meter
 * that is there for a moment would be seen by a publish of another thread. Used by one thread at a time.
 */
final class OtlpFamily extends SeriesTracker {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /** Most series that left whose last counts wait for a publish that succeeds, for the network may be away for long. */
    private static final int MOST_DEPARTED = 1000;

    private static final String TAKEN = "the service has a meter of its own under that name";

    private final MeterRegistry leaf;
    private final Family family;
    private final Export export;
    private final HostMeters host;
    private final Map<Series, Long> waiting = new LinkedHashMap<>();
    private final Set<Series> leftWaiting = new HashSet<>();
    private final Map<Series, OtlpPoint> bySeries = new HashMap<>();
    private final Map<String, OtlpMetric> byName = new LinkedHashMap<>();
    private final Set<OtlpPoint> departed = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    /** Until the first publish says which, as if what leaves before it had to be sent. */
    private Temporality temporality = Temporality.DELTA;

    private long tracked;

    /**
     * A family that begins to be exported.
     *
     * @param since when the first series began to count, in nanoseconds since 1970
     */
    OtlpFamily(MeterRegistry leaf, Family family, Export export, HostMeters host, long since) {
        this.leaf = leaf;
        this.family = family;
        this.export = export;
        this.host = host;
        this.tracked = since;
    }

    /** Remembers which series came and which left. Those that came began to count after the time before. */
    void track(long now) {
        follow(family.series());
        tracked = now;
    }

    /** Makes points of the series that came. Whatever the registry's filters and listeners throw costs only the series. */
    void place(Temporality wanted) {
        temporality = wanted;
        for (Series series : new ArrayList<>(waiting.keySet())) {
            Long start = waiting.remove(series); // First of all, so that nothing can make it count twice.
            if (start != null) {
                place(series, start);
            }
            if (leftWaiting.remove(series)) {
                depart(series);
            }
        }
    }

    /**
     * Writes what the family looks like now.
     *
     * @param names taken by families before this one
     * @return whether there is anything
     */
    boolean write(ProtoWriter out, Set<String> names, long now) {
        boolean any = false;
        for (OtlpMetric metric : byName.values()) {
            if (host.taken(metric.name(), family.layout().type())) {
                refuse(metric.name(), TAKEN);
            } else if (!names.add(metric.name())) {
                refuse(metric.name(), "another kernel metric has that name");
            } else if (!metric.points().isEmpty()) {
                metric.write(out, now, temporality);
                any = true;
            }
        }
        return any;
    }

    /** What was written has arrived. */
    void arrived(long now) {
        if (countsFromPublishToPublish()) {
            for (OtlpMetric metric : byName.values()) {
                metric.points().forEach(point -> point.restart(now));
            }
            departed.removeIf(point -> {
                boolean done = point.nothingNew();
                if (done) {
                    forget(point);
                }
                return done;
            });
        }
    }

    @Override
    void came(Series series) {
        waiting.put(series, tracked);
    }

    @Override
    void left(Series series) {
        if (!waiting.containsKey(series)) {
            depart(series);
        } else if (countsFromPublishToPublish() && leftWaiting.size() < MOST_DEPARTED) {
            leftWaiting.add(series);
        } else {
            waiting.remove(series);
        }
    }

    private void depart(Series series) {
        OtlpPoint point = bySeries.remove(series);
        if (point == null || !point.leave(series)) {
            return;
        }
        if (countsFromPublishToPublish() && departed.size() < MOST_DEPARTED) {
            departed.add(point);
        } else {
            forget(point);
        }
    }

    private boolean countsFromPublishToPublish() {
        return temporality == Temporality.DELTA && family.layout().fold() == Fold.GROWTH;
    }

    private void forget(OtlpPoint point) {
        byName.values().forEach(metric -> metric.points().remove(point));
    }

    private void place(Series series, long start) {
        try {
            Carrier.Answer answer = Carrier.ask(leaf, family.layout(), export.tagsOf(family, series));
            if (answer instanceof Carrier.Mapped mapped) {
                place(series, mapped.id(), start);
            } else if (answer instanceof Carrier.Taken) {
                refuse(family.layout().name(), TAKEN);
            }
        } catch (Throwable e) {
            refuse(family.layout().name(), e.toString());
        }
    }

    private void place(Series series, Meter.Id id, long start) {
        NamingConvention convention = leaf.config().namingConvention();
        String name = id.getConventionName(convention);
        OtlpMetric metric = byName.get(name);
        if (metric == null) {
            host.claim(name, family.layout().type());
            metric = new OtlpMetric(name, id, family.layout());
            byName.put(name, metric);
        }
        OtlpPoint point = metric.place(series, id.getConventionTags(convention), start);
        departed.remove(point);
        bySeries.put(series, point);
    }

    private void refuse(String name, String reason) {
        if (refused.add(name)) {
            LOG.warn("Kernel metric {} is left out of the OTLP registry: {}", name, reason);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One family in one Prometheus registry: which series is which point under which name, as the registry's filters and naming convention want
 * it. Usually that is one name; a filter that renames by tag makes several. Used by one thread at a time.
 */
final class PrometheusFamily extends SeriesTracker {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final String TOTAL = "_total";
    private static final String INFO = "_info";
    private static final String TAKEN = "the service has a meter of its own under that name";

    private final PrometheusMeterRegistry leaf;
    private final Family family;
    private final Export export;
    private final HostMeters host;
    private final PrometheusPoint.Factory points;
    private final Map<Series, PrometheusPoint> bySeries = new HashMap<>();
    private final Map<String, Named> byName = new HashMap<>();

    /** Names of other binders and of collectors that the host put into the Prometheus registry itself, which no listener tells of. */
    private final Set<String> elsewhere = new HashSet<>();

    private final Set<String> refused = new HashSet<>();

    PrometheusFamily(PrometheusMeterRegistry leaf, Family family, Export export, HostMeters host) {
        this.leaf = leaf;
        this.family = family;
        this.export = export;
        this.host = host;
        this.points = PrometheusPoint.factory(family.layout());
    }

    /**
     * Adds what the family looks like now.
     *
     * @param names taken by families before this one
     * @param into where to
     */
    void collect(Set<String> names, List<MetricSnapshot> into) {
        if (follow(family.series())) {
            byName.values().forEach(named -> named.lines = null);
        }
        for (Named named : byName.values()) {
            String name = named.metadata.getName();
            if (host.taken(name, family.layout().type())) {
                refuse(name, TAKEN);
            } else if (elsewhere.contains(name)) {
                refuse(name, "another collector of that registry has that name");
            } else if (!names.add(name)) {
                refuse(name, "another kernel metric has that name");
            } else if (!named.points.isEmpty()) {
                into.add(named.snapshot(points));
            }
        }
    }

    /** The points under one name. */
    private static final class Named {
        final MetricMetadata metadata;
        /** Whether it is of gauges that are info metrics, as Micrometer has it. */
        final boolean facts;

        /** In the order in which they came. */
        final Map<Labels, PrometheusPoint> points = new LinkedHashMap<>();

        /** What the points are shown as, until a series comes or leaves. */
        private PrometheusPoint.@Nullable Lines lines;

        private int scrapes;

        Named(MetricMetadata metadata, boolean facts) {
            this.metadata = metadata;
            this.facts = facts;
        }

        MetricSnapshot snapshot(PrometheusPoint.Factory factory) {
            PrometheusPoint.Lines shown = lines;
            if (shown == null) {
                PrometheusPoint[] ranked = points.values().toArray(PrometheusPoint[]::new);
                PrometheusPoint.rank(ranked);
                shown = facts ? PrometheusPoint.facts(ranked) : factory.lines(ranked);
                lines = shown;
            }
            return shown.snapshot(metadata, scrapes++);
        }
    }

    @Override
    void came(Series series) {
        try {
            Carrier.Answer answer = Carrier.ask(leaf, family.layout(), export.tagsOf(family, series));
            if (answer instanceof Carrier.Mapped mapped) {
                place(series, mapped.id());
            } else if (answer instanceof Carrier.Taken) {
                refuse(family.layout().name(), TAKEN);
            }
        } catch (Throwable e) {
            // A filter or listener of the host's, or labels that its convention made equal.
            refuse(family.layout().name(), e.toString());
        }
    }

    @Override
    void left(Series series) {
        PrometheusPoint point = bySeries.remove(series);
        if (point != null && point.group().leave(series)) {
            byName.values().forEach(named -> named.points.remove(point.labels(), point));
        }
    }

    private void place(Series series, Meter.Id id) {
        NamingConvention convention = leaf.config().namingConvention();
        String name = id.getConventionName(convention);
        if (family.layout().type() == Meter.Type.COUNTER && name.endsWith(TOTAL)) {
            name = name.substring(0, name.length() - TOTAL.length()); // The text format puts it back.
        }
        boolean facts =
                family.layout().type() == Meter.Type.GAUGE && id.getName().endsWith(".info");
        if (facts && name.endsWith(INFO)) {
            name = name.substring(0, name.length() - INFO.length());
        }
        Named named = byName.get(name);
        if (named == null) {
            if (!host.claim(name, family.layout().type())) {
                refuse(name, TAKEN);
            } else if (isCollected(name)) {
                elsewhere.add(name);
            }
            String description = id.getDescription();
            named = new Named(new MetricMetadata(name, description == null ? "" : description), facts);
            byName.put(name, named);
        }
        Labels labels = labels(id.getConventionTags(convention));
        PrometheusPoint point = named.points.get(labels);
        if (point == null) {
            point = points.point(labels, new SeriesGroup(series, family.layout()));
            named.points.put(labels, point);
        } else {
            point.group().join(series);
        }
        bySeries.put(series, point);
    }

    /** Whether the Prometheus registry has a name already: of two binders, the one that is scraped first keeps it. */
    private boolean isCollected(String name) {
        try {
            return leaf.getPrometheusRegistry().scrape(name::equals).stream()
                    .anyMatch(other -> other.getMetadata().getPrometheusName().equals(name));
        } catch (RuntimeException e) {
            LOG.debug("A collector of the host's fails", e);
            return false;
        }
    }

    private void refuse(String name, String reason) {
        if (refused.add(name)) {
            LOG.warn("Kernel metric {} is left out of the Prometheus registry: {}", name, reason);
        }
    }

    private static Labels labels(List<Tag> tags) {
        List<String> names = new ArrayList<>(tags.size());
        List<String> values = new ArrayList<>(tags.size());
        for (Tag tag : tags) {
            names.add(tag.getKey());
            values.add(tag.getValue());
        }
        return Labels.of(names, values);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One line, or one histogram, of a scrape. What did not change since the scrape before is handed out again as it was. */
abstract sealed class PrometheusPoint {
    private final Labels labels;
    private final SeriesGroup group;
    /** Where it is among the points of its family, which are written in the order of their labels. */
    private int rank;

    PrometheusPoint(Labels labels, SeriesGroup group) {
        this.labels = labels;
        this.group = group;
    }

    Labels labels() {
        return labels;
    }

    SeriesGroup group() {
        return group;
    }

    /**
     * Finds the order in which points are written. They stay in the order in which they came, in which they are found faster, for most lie one behind
     * the other in memory.
     */
    static void rank(PrometheusPoint[] points) {
        PrometheusPoint[] sorted = points.clone();
        Arrays.sort(sorted, Comparator.comparing(PrometheusPoint::labels));
        for (int i = 0; i < sorted.length; i++) {
            sorted[i].rank = i;
        }
    }

    /** What is shown of each point, by rank. */
    private static <S> List<S> ranked(PrometheusPoint[] points, S[] shown, Function<PrometheusPoint, S> show) {
        for (PrometheusPoint point : points) {
            shown[point.rank] = show.apply(point);
        }
        return Arrays.asList(shown);
    }

    /** Makes the points of a family, and a family of its points. */
    interface Factory {
        PrometheusPoint point(Labels labels, SeriesGroup group);

        /** The points are {@linkplain #rank ranked}, and have labels each of which is there once. */
        MetricSnapshot snapshot(MetricMetadata metadata, PrometheusPoint[] points);
    }

    /** A family of points whose labels are all that they tell. */
    static MetricSnapshot facts(MetricMetadata metadata, PrometheusPoint[] points) {
        return new InfoSnapshot(
                metadata,
                ranked(
                        points,
                        new InfoDataPointSnapshot[points.length],
                        point -> new InfoDataPointSnapshot(point.labels())));
    }

    static Factory factory(MeterLayout layout) {
        if (layout instanceof MeterLayout.HistogramLayout histogram) {
            return new Histograms(histogram);
        }
        if (layout instanceof MeterLayout.GaugeLayout gauge) {
            return new Gauges(gauge);
        }
        return new Counters(((MeterLayout.CounterLayout) layout).scale());
    }

    /** Has two points that take turns, so that a scrape allocates none, and what it showed stays until the next but one. */
    private static final class Counter extends PrometheusPoint {
        private PrometheusCounterPoint shown;
        private PrometheusCounterPoint spare;
        private double last;

        Counter(Labels labels, SeriesGroup group) {
            super(labels, group);
            shown = new PrometheusCounterPoint(labels);
            spare = new PrometheusCounterPoint(labels);
        }

        CounterDataPointSnapshot show(Scale scale) {
            double value = scale.apply(Unsigned.toDouble(group().value(0)));
            if (last != value) {
                last = value;
                PrometheusCounterPoint next = spare;
                spare = shown;
                shown = next;
                next.show(value);
            }
            return shown;
        }
    }

    private record Counters(Scale scale) implements Factory {
        @Override
        public PrometheusPoint point(Labels labels, SeriesGroup group) {
            return new Counter(labels, group);
        }

        @Override
        public MetricSnapshot snapshot(MetricMetadata metadata, PrometheusPoint[] points) {
            return new PrometheusCounters(
                    metadata,
                    ranked(
                            points,
                            new CounterDataPointSnapshot[points.length],
                            point -> ((Counter) point).show(scale)));
        }
    }

    private static final class Gauge extends PrometheusPoint {
        private @Nullable GaugeDataPointSnapshot shown;

        Gauge(Labels labels, SeriesGroup group) {
            super(labels, group);
        }

        GaugeDataPointSnapshot show(double value) {
            GaugeDataPointSnapshot before = shown;
            if (before != null && before.getValue() == value) {
                return before;
            }
            GaugeDataPointSnapshot now = new GaugeDataPointSnapshot(value, labels(), null);
            shown = now;
            return now;
        }
    }

    private record Gauges(MeterLayout.GaugeLayout layout) implements Factory {
        @Override
        public PrometheusPoint point(Labels labels, SeriesGroup group) {
            return new Gauge(labels, group);
        }

        @Override
        public MetricSnapshot snapshot(MetricMetadata metadata, PrometheusPoint[] points) {
            return new GaugeSnapshot(
                    metadata,
                    ranked(
                            points,
                            new GaugeDataPointSnapshot[points.length],
                            point -> ((Gauge) point).show(layout.value(point.group()))));
        }
    }

    private static final class Histogram extends PrometheusPoint {
        private final long[] counts;
        private long sum;
        private @Nullable HistogramDataPointSnapshot shown;

        Histogram(Labels labels, SeriesGroup group, int slots) {
            super(labels, group);
            this.counts = new long[slots];
        }

        HistogramDataPointSnapshot show(double[] upperBounds, Scale scale) {
            long sumNow = group().value(counts.length);
            boolean same = sumNow == sum;
            for (int slot = 0; slot < counts.length; slot++) {
                long count = group().value(slot);
                same &= count == counts[slot];
                counts[slot] = count < 0 ? Long.MAX_VALUE : count;
            }
            HistogramDataPointSnapshot before = shown;
            if (same && before != null) {
                return before;
            }
            sum = sumNow;
            HistogramDataPointSnapshot now = new HistogramDataPointSnapshot(
                    ClassicHistogramBuckets.of(upperBounds, counts),
                    scale.apply(Unsigned.toDouble(sumNow)),
                    labels(),
                    Exemplars.EMPTY,
                    0);
            shown = now;
            return now;
        }
    }

    private static final class Histograms implements Factory {
        private final double[] upperBounds;
        private final Scale scale;

        Histograms(MeterLayout.HistogramLayout layout) {
            this.upperBounds = layout.buckets().upperBounds();
            this.scale = layout.buckets().scale();
        }

        @Override
        public PrometheusPoint point(Labels labels, SeriesGroup group) {
            return new Histogram(labels, group, upperBounds.length);
        }

        @Override
        public MetricSnapshot snapshot(MetricMetadata metadata, PrometheusPoint[] points) {
            return new HistogramSnapshot(
                    metadata,
                    ranked(
                            points,
                            new HistogramDataPointSnapshot[points.length],
                            point -> ((Histogram) point).show(upperBounds, scale)));
        }
    }
}

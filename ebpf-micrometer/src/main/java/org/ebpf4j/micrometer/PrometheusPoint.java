// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
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

    int rank() {
        return rank;
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

    /** Makes the points of a family, and lines of its points. */
    interface Factory {
        PrometheusPoint point(Labels labels, SeriesGroup group);

        /** The points are {@linkplain #rank ranked}, and have labels each of which is there once. */
        Lines lines(PrometheusPoint[] points);
    }

    /** The points of a family, as long as none comes or leaves. */
    interface Lines {
        /**
         * What they show now.
         *
         * @param scrape its number, one more than that before
         */
        MetricSnapshot snapshot(MetricMetadata metadata, int scrape);
    }

    /** Points whose labels are all that they tell. */
    static Lines facts(PrometheusPoint[] points) {
        return (metadata, scrape) -> new InfoSnapshot(
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
        return new Counters(((MeterLayout.CounterLayout) layout).scale(), new NumberBlocks());
    }

    /** Has two lines, one of even scrapes and one of odd ones. */
    static final class Counter extends PrometheusPoint {
        private final long[] values;
        private final int at;
        private final PrometheusCounterPoint even;
        private final PrometheusCounterPoint odd;

        private Counter(Labels labels, SeriesGroup group, NumberBlocks blocks) {
            super(labels, group);
            at = blocks.place(2);
            values = blocks.block();
            even = new PrometheusCounterPoint(labels, values, at);
            odd = new PrometheusCounterPoint(labels, values, at + 1);
        }

        /** What has the bits of both values, from {@link #at} on. */
        long[] values() {
            return values;
        }

        int at() {
            return at;
        }

        PrometheusCounterPoint even() {
            return even;
        }

        PrometheusCounterPoint odd() {
            return odd;
        }
    }

    private record Counters(Scale scale, NumberBlocks blocks) implements Factory {
        @Override
        public PrometheusPoint point(Labels labels, SeriesGroup group) {
            return new Counter(labels, group, blocks);
        }

        @Override
        public Lines lines(PrometheusPoint[] points) {
            return new PrometheusCounterLines(Arrays.copyOf(points, points.length, Counter[].class), scale);
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
        public Lines lines(PrometheusPoint[] points) {
            return (metadata, scrape) -> new GaugeSnapshot(
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
        public Lines lines(PrometheusPoint[] points) {
            return (metadata, scrape) -> new HistogramSnapshot(
                    metadata,
                    ranked(
                            points,
                            new HistogramDataPointSnapshot[points.length],
                            point -> ((Histogram) point).show(upperBounds, scale)));
        }
    }
}

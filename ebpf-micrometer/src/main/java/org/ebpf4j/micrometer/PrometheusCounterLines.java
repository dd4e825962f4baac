// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a family of counters. A scrape goes from numbers to values, which lie one behind the other in memory, and looks at no line; of each line
 * there are two that take turns, so that it makes none either, and what it showed stays until the next but one.
 */
final class PrometheusCounterLines implements PrometheusPoint.Lines {
    private final Scale scale;
    private final List<CounterDataPointSnapshot> even;
    private final List<CounterDataPointSnapshot> odd;
    private final SeriesGroup[] groups;
    /** The numbers of those groups that are a single series, and where among them; else null. */
    private final long[] @Nullable [] numbers;

    private final int[] numbersAt;
    /** Where the bits of the values go, those of even scrapes before those of odd ones. */
    private final long[][] values;

    private final int[] valuesAt;

    /**
     * Lines as they are until a series comes or leaves.
     *
     * @param points in the order in which they came, and ranked
     */
    PrometheusCounterLines(PrometheusPoint.Counter[] points, Scale scale) {
        int count = points.length;
        this.scale = scale;
        this.groups = new SeriesGroup[count];
        this.numbers = new long[count] @Nullable [];
        this.numbersAt = new int[count];
        this.values = new long[count][];
        this.valuesAt = new int[count];
        CounterDataPointSnapshot[] first = new CounterDataPointSnapshot[count];
        CounterDataPointSnapshot[] second = new CounterDataPointSnapshot[count];
        for (int i = 0; i < count; i++) {
            PrometheusPoint.Counter point = points[i];
            groups[i] = point.group();
            Series alone = point.group().alone();
            if (alone != null) {
                numbers[i] = alone.numbers();
                numbersAt[i] = alone.at();
            }
            values[i] = point.values();
            valuesAt[i] = point.at();
            first[point.rank()] = point.even();
            second[point.rank()] = point.odd();
        }
        this.even = List.of(first);
        this.odd = List.of(second);
    }

    @Override
    public MetricSnapshot snapshot(MetricMetadata metadata, int scrape) {
        int turn = scrape & 1;
        for (int i = 0; i < groups.length; i++) {
            long[] alone = numbers[i];
            long number = alone == null ? groups[i].value(0) : (long) Series.NUMBERS.getOpaque(alone, numbersAt[i]);
            double value = scale.apply(Unsigned.toDouble(number));
            Series.NUMBERS.setOpaque(values[i], valuesAt[i] + turn, Double.doubleToRawLongBits(value));
        }
        return new PrometheusCounters(metadata, turn == 0 ? even : odd);
    }
}

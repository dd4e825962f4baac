// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.ebpf4j.decoders.Decoders;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a stream of numbers: a counter and a histogram of time, both by the number's first byte. They stand beside the classes that they are
 * made of, which nobody else sees. Not thread-safe.
 */
public final class RecordedEvents {
    /** How many series each of the meters has. */
    public static final int SERIES = 256;
    /** The first bound of the histogram, in nanoseconds; each of the others is twice the one before. */
    public static final int FIRST_BOUND = 1000;
    /** How many bounds there are. */
    public static final int BOUNDS = 27;

    private final EventTable table;

    /** Makes the meters, without a series. */
    public RecordedEvents() {
        Tally tally = new Tally();
        Buckets buckets = Buckets.ofTime(Buckets.doubling(BigDecimal.valueOf(FIRST_BOUND), BOUNDS));
        List<ValueField> totals = IntStream.rangeClosed(0, BOUNDS + 1)
                .mapToObj(slot -> ValueField.u64(slot * Long.BYTES))
                .toList();
        MeterLayout counter = new MeterLayout.CounterLayout("calls", "", null, ValueField.u64(0), Scale.ONE);
        MeterLayout histogram = new MeterLayout.HistogramLayout(
                "times", "", "seconds", buckets, BucketRange.all(buckets), totals, null);
        table = new EventTable(
                List.of(
                        new EventFamily(layout(counter, null, null), SERIES, tally),
                        new EventFamily(
                                layout(histogram, ValueField.u64(0), new BucketSearch(buckets)), SERIES, tally)),
                List.of());
    }

    private static EventLayout layout(MeterLayout meter, @Nullable ValueField value, @Nullable BucketSearch buckets) {
        return new EventLayout(
                meter,
                Retention.FOREVER,
                new KeyLabels(List.of(new KeyLabels.Field("id", 0, 1, Decoders.uint()))),
                List.of(new EventLayout.Part(0, 1)),
                value,
                buckets,
                Long.BYTES);
    }

    /**
     * Counts a record.
     *
     * @param record begins with the number
     */
    public void take(ByteBuffer record) {
        table.take(record);
    }

    /** Shows what was counted. */
    public void publish() {
        table.publish();
    }

    /**
     * What the counter shows.
     *
     * @return the total of all series
     */
    public long counted() {
        long sum = 0;
        for (Series series : table.families().get(0).series()) {
            sum += series.value(0);
        }
        return sum;
    }
}

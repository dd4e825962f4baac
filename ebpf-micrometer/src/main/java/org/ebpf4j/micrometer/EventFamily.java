// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One meter of a stream. What records add up to is kept by the raw bytes of their labels, without anything allocated for a record whose bytes were
 * seen before, and put into the family's series by {@link #publish}: between two of these the series stand still, so that what is read of a histogram
 * belongs together.
 *
 * <p>Series stay as long as the meter's {@link Retention} says; the bytes that lead to them are forgotten when there are too many, so that what never
 * comes again takes no memory. Used by one thread at a time.
 */
final class EventFamily {
    private static final int LEAST_KEYS = 1024;
    /** In place of a row's slot: its labels can't be decoded. */
    private static final int UNDECODABLE = -1;

    private final EventLayout layout;
    private final KeyLabels labels;
    private final Family family;
    private final Tally tally;
    private final int width;
    private final int mostKeys;
    private final ByteBuffer key;
    /** What the records of each series add up to since the last picture; behind that the number of the picture that they are for. */
    private final Map<Series, long[]> totals = new HashMap<>();

    private final List<Series> unpublished = new ArrayList<>();
    private RowTable rows;
    private long picture = 1;
    private boolean failed;

    EventFamily(EventLayout layout, int limit, Tally tally) {
        this(layout, limit, tally, System::nanoTime);
    }

    EventFamily(EventLayout layout, int limit, Tally tally, LongSupplier clock) {
        this.layout = layout;
        this.labels = layout.labels();
        this.tally = tally;
        this.width = layout.layout().width();
        this.mostKeys = Math.max(LEAST_KEYS, (int) Math.min(Integer.MAX_VALUE / 4, 4L * limit));
        this.key = ByteBuffer.allocateDirect(layout.keySize()).order(ByteOrder.nativeOrder());
        this.family = new Family(layout.layout(), labels, layout.keySize(), limit, layout.retention(), tally, clock);
        this.rows = table();
    }

    private RowTable table() {
        return new RowTable(layout.keySize());
    }

    Family family() {
        return family;
    }

    /** Counts a record, from position to limit; one that this meter can't take is counted as an error. */
    void take(ByteBuffer record) {
        int at = record.position();
        ValueField field = layout.value();
        if (record.remaining() < layout.least()) {
            tally.decodeErrors.incrementAndGet();
            return;
        }
        long value = field == null ? 1 : field.read(record, at + field.offset());
        if (field != null && field.signed() && value < 0) {
            tally.decodeErrors.incrementAndGet();
            return;
        }
        layout.key(record, at, key);
        int hash = rows.hash(key, 0);
        Row row = rows.find(key, 0, hash);
        if (row == null) {
            row = admit(hash);
        }
        Series series = row.series;
        if (series == null) {
            if (row.slot == UNDECODABLE) {
                tally.decodeErrors.incrementAndGet();
            }
            return;
        }
        add(row.sums, value);
        if (row.sums[width] != picture) {
            row.sums[width] = picture;
            unpublished.add(series);
        }
    }

    private void add(long[] sums, long value) {
        BucketSearch buckets = layout.buckets();
        if (buckets == null) {
            sums[0] += value;
        } else {
            sums[buckets.slotOf(value)]++;
            sums[sums.length - 2] += value;
        }
    }

    private Row admit(int hash) {
        if (rows.size() >= mostKeys) {
            rows = table();
            hash = rows.hash(key, 0);
        }
        byte[] bytes = new byte[layout.keySize()];
        key.get(0, bytes);
        Series series = null;
        int slot = 0;
        try {
            List<String> values = labels.decode(bytes);
            series = values == null ? null : family.seriesOf(values);
        } catch (Throwable e) {
            // The decoder may be the host's own; whatever it throws takes these records away and nothing else.
            slot = UNDECODABLE;
            failed = true;
        }
        long[] sums = series == null ? Row.NONE : totals.computeIfAbsent(series, fresh -> new long[width + 1]);
        Row row = new Row(bytes, hash, series, slot, sums);
        rows.add(row);
        return row;
    }

    /** Puts what there is by now into the series that registries read. */
    void publish() {
        for (int i = 0; i < unpublished.size(); i++) {
            Series series = unpublished.get(i);
            long[] sums = totals.getOrDefault(series, Row.NONE);
            family.add(series, sums);
            Arrays.fill(sums, 0);
        }
        unpublished.clear();
        picture++;
        boolean left = family.endPicture();
        if (left) {
            totals.keySet().removeIf(Series::gone);
        }
        if (left || failed) {
            rows = table(); // Bytes that led to what has left lead there no more, and a decoder may be better by now.
            failed = false;
        }
    }
}

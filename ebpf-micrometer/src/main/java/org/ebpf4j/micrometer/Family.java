// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live series of one declared meter: kept by {@link #update} from the pictures of its map, read by any number of registries.
 *
 * <p>A gauge shows the numbers of the last picture. Of all other meters a key's numbers count into its series by how much they grew since the picture before, so that series never fall: not when several keys
 * share one series and one of them leaves, nor when a number in the map starts over (then it counts from zero). A key that leaves its map and
 * comes back counts as new; its series leaves with the last of its keys, or stays for a while or for ever as the {@link Retention} says. Past the limit on series, new keys count into one overflow series whose label values are all {@code other}; it
 * stays as long as the family.
 *
 * <p>Of records, which have no picture, the series are those that were added to by {@link #add}; each {@link #endPicture} shows them.
 *
 * <p>{@link #series()} may be called by any thread, all others by one at a time.
 */
final class Family {
    private final MeterLayout layout;
    private final KeyLabels labels;
    private final int limit;
    private final Tally tally;
    private final ValueField[] fields;
    private final int[] slotsOfFields;
    private final LongBinaryOperator together;
    private final RowTable rows;
    private RowColumns shown;
    private RowColumns spare;
    /** Whether the last picture had keys without a row, which get one when they count something. */
    private boolean zeros;

    private final NumberBlocks numbers = new NumberBlocks();
    private final Map<List<String>, Series> byLabels = new LinkedHashMap<>();
    /** The series without keys that are kept, in the order in which they lost their last. */
    private final Set<Series> idle = new LinkedHashSet<>();

    /** Of gauges that show the greatest number of a while. */
    private final Map<Series, Peaks> peaks = new HashMap<>();

    private final List<String> overflowLabels;
    private final Retention retention;
    private final LongSupplier clock;
    private int pictures;
    /** When the picture is taken over, and when the one before it was. */
    private long now;

    private long before;
    private boolean changed;
    private volatile Series[] series = {};

    Family(MeterLayout layout, KeyLabels labels, int keySize, int limit, Retention retention, Tally tally) {
        this(layout, labels, keySize, limit, retention, tally, System::nanoTime);
    }

    Family(
            MeterLayout layout,
            KeyLabels labels,
            int keySize,
            int limit,
            Retention retention,
            Tally tally,
            LongSupplier clock) {
        this.retention = retention;
        this.clock = clock;
        this.layout = layout;
        this.labels = labels;
        this.limit = limit;
        this.tally = tally;
        this.fields = layout.fields();
        this.slotsOfFields = layout.slotsOfFields();
        this.together = layout.together();
        this.rows = new RowTable(keySize);
        int counted = layout.fold() == Fold.GROWTH ? fields.length : 0;
        this.shown = new RowColumns(keySize, counted);
        this.spare = new RowColumns(keySize, counted);
        this.overflowLabels = Collections.nCopies(labels.names().size(), LabelText.OTHER);
    }

    MeterLayout layout() {
        return layout;
    }

    List<String> labelNames() {
        return labels.names();
    }

    Tally tally() {
        return tally;
    }

    /** The series as of the last picture; a new array whenever one came or went, the same otherwise. Not to be changed. */
    Series[] series() {
        return series;
    }

    /** Takes over a picture of the map. */
    void update(MapReading map, int count) {
        pictures++;
        before = now;
        now = clock.getAsLong();
        expire();
        if (zeros || !shown.shows(map.keys(), count)) {
            arrange(map, count);
        }
        if (layout.fold() == Fold.GROWTH) {
            shown.count(map, fields, slotsOfFields);
        } else {
            gather(map);
        }
        show();
        publish();
    }

    /** Finds the rows of a picture that has other keys than the one before. */
    private void arrange(MapReading map, int count) {
        int keySize = map.keySize();
        RowColumns next = spare;
        next.begin(map.keys(), count);
        boolean mayMakeRoom = retention.none() && rows.size() > 0;
        boolean waiting = false;
        boolean without = false;
        int found = 0;
        int behind = 0; // Most keys are behind the same one as in the picture before.
        for (int i = 0; i < count; i++) {
            int at = i * keySize;
            Row row = behind < shown.size() ? shown.row(behind) : null;
            if (row == null || !rows.same(row, map.keys(), at)) {
                int hash = rows.hash(map.keys(), at);
                row = rows.find(map.keys(), at, hash);
                if (row == null) {
                    if (!retention.zeros() && zero(map, i)) {
                        without = true;
                        continue;
                    }
                    row = admit(map, at, hash, mayMakeRoom);
                    if (row == null) {
                        waiting = true;
                        continue;
                    }
                }
            }
            if (row.seen == pictures) {
                continue; // A map that is resized while it is read may show a key twice.
            }
            row.seen = pictures;
            if (row.position >= 0) {
                behind = row.position + 1;
            }
            next.put(i, row, shown);
            found++;
        }
        // Nothing above has changed what the picture before left, should a decoder have failed for good.
        next.settle();
        shown.clear();
        spare = shown;
        shown = next;
        zeros = without || waiting;
        if (found < rows.size()) {
            rows.retain(pictures, this::release);
        }
        if (waiting) {
            admitRest(map, count);
            zeros = without;
        }
    }

    /** Gives the keys without a row that count something one each, now that those that left have made what room there is. */
    private void admitRest(MapReading map, int count) {
        for (int i = 0; i < count; i++) {
            if (shown.row(i) != null || (!retention.zeros() && zero(map, i))) {
                continue;
            }
            int at = i * map.keySize();
            int hash = rows.hash(map.keys(), at);
            if (rows.find(map.keys(), at, hash) == null) {
                Row row = Objects.requireNonNull(admit(map, at, hash, false));
                row.seen = pictures;
                shown.put(i, row, spare);
                row.position = i;
            }
        }
    }

    /** Makes what came and left visible. */
    private void publish() {
        if (changed) {
            changed = false;
            series = byLabels.values().toArray(Series[]::new);
        }
    }

    /** Adds what records add up to since the last picture to their series. */
    void add(Series target, long[] totals) {
        int width = layout.width();
        for (int slot = 0; slot < width; slot++) {
            target.add(slot, totals[slot]);
        }
        if (!retention.forever() && !target.labels().equals(overflowLabels)) {
            target.idle(clock.getAsLong());
            idle.remove(target);
            idle.add(target); // The last to lapse.
        }
    }

    /**
     * Lets series go that no record came to for as long as the {@link Retention} says, and shows what came and what left.
     *
     * @return whether any left
     */
    boolean endPicture() {
        int known = byLabels.size();
        now = clock.getAsLong();
        expire();
        boolean left = byLabels.size() < known;
        publish();
        return left;
    }

    private void show() {
        if (layout.fold() == Fold.PEAK) {
            for (Series gauge : byLabels.values()) {
                Peaks window = peaks.computeIfAbsent(gauge, fresh -> new Peaks(fields[0], retention.nanos()));
                gauge.showPeak(pictures, window, now);
            }
        } else if (layout.fold() != Fold.GROWTH && fields.length > 0) {
            boolean stays = !retention.none();
            byLabels.values().forEach(gauge -> gauge.show(pictures, stays));
        }
    }

    private boolean zero(MapReading map, int at) {
        for (ValueField field : fields) {
            if (map.sum(at, field) != 0) {
                return false;
            }
        }
        return fields.length > 0;
    }

    private void gather(MapReading map) {
        for (int i = 0; i < shown.size(); i++) {
            Row row = shown.row(i);
            if (row != null && row.series != null) {
                gather(row.series, map, i);
            }
        }
    }

    private void gather(Series target, MapReading map, int at) {
        for (ValueField field : fields) {
            long now = layout.fold().greatest() ? map.greatest(at, field) : map.sum(at, field);
            target.gather(pictures, now, together);
        }
    }

    /** Makes a key's row; null where its series is to wait, being new and past the limit, until those that leave have made room. */
    private @Nullable Row admit(MapReading map, int at, int hash, boolean mayWait) {
        byte[] key = new byte[map.keySize()];
        map.keys().get(at, key);
        int slot = layout.slotOf(key);
        List<String> values = slot < 0 ? null : decoded(key);
        if (values != null && mayWait && isFull() && !byLabels.containsKey(values)) {
            return null;
        }
        Series target = values == null ? null : seriesOf(values);
        if (target != null) {
            target.join();
            idle.remove(target);
        }
        Row row = new Row(key, hash, target, slot, Row.NONE);
        rows.add(row);
        return row;
    }

    private @Nullable List<String> decoded(byte[] key) {
        try {
            return labels.decode(key);
        } catch (OutOfMemoryError e) {
            throw e; // Not for this key alone, which is asked about again in the next picture.
        } catch (Throwable e) {
            // The decoder may be the host's own; whatever it throws takes this key away and nothing else.
            tally.decodeErrors.incrementAndGet();
            return null;
        }
    }

    private boolean isFull() {
        return byLabels.size() >= (byLabels.containsKey(overflowLabels) ? limit + 1L : limit);
    }

    /** The series of label values: a known one, a new one, or past the limit that of all others. */
    Series seriesOf(List<String> values) {
        Series known = byLabels.get(values);
        if (known != null) {
            return known;
        }
        if (isFull()) {
            tally.seriesDropped.incrementAndGet();
            return byLabels.computeIfAbsent(overflowLabels, this::overflow);
        }
        changed = true;
        Series fresh = new Series(values, numbers, layout.width());
        byLabels.put(values, fresh);
        return fresh;
    }

    private Series overflow(List<String> values) {
        changed = true;
        Series overflow = new Series(values, numbers, layout.width());
        overflow.join(); // Held by the family itself: it must not fall when its last key leaves.
        return overflow;
    }

    private void release(Row row) {
        Series left = row.series;
        if (left == null || !left.leave()) {
            return;
        }
        if (retention.none()) {
            remove(left);
        } else {
            // A greatest number is as old as the picture that showed it last, and leaves with its series.
            left.idle(layout.fold() == Fold.PEAK ? before : now);
            idle.add(left);
        }
    }

    private void expire() {
        if (idle.isEmpty() || retention.forever()) {
            return;
        }
        Iterator<Series> oldestFirst = idle.iterator();
        while (oldestFirst.hasNext()) {
            Series next = oldestFirst.next();
            if (now - next.idleSince() < retention.nanos()) {
                return;
            }
            oldestFirst.remove();
            remove(next);
        }
    }

    private void remove(Series series) {
        series.end();
        byLabels.remove(series.labels());
        peaks.remove(series);
        changed = true;
    }
}

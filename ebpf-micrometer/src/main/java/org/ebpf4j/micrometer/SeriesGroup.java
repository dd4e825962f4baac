// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one meter of one registry shows: usually one {@link Series}, several where the registry's filters make their tags equal. Totals that
 * grow never fall while it has a member, for it keeps what those that left had. Changed by one thread at a time; any thread may read.
 */
final class SeriesGroup {
    private static final class State {
        final Series[] members;
        final long[] retired;

        State(Series[] members, long[] retired) {
            this.members = members;
            this.retired = retired;
        }
    }

    private final Fold fold;
    private final LongBinaryOperator together;
    private volatile State state;
    /** The only member that there is and ever was, which is nearly always so; else null. */
    private volatile @Nullable Series only;

    SeriesGroup(Series first, MeterLayout layout) {
        this.fold = layout.fold();
        this.together = layout.together();
        state = new State(new Series[] {first}, new long[layout.width()]);
        only = first;
    }

    /** A number of all members together, those of the past included where it is a total that grows. */
    long value(int slot) {
        Series alone = only;
        if (alone != null) {
            return alone.value(slot);
        }
        State now = state;
        long value = now.retired[slot];
        for (int i = 0; i < now.members.length; i++) {
            long one = now.members[i].value(slot);
            value = i == 0 && fold.greatest() ? one : together.applyAsLong(value, one);
        }
        return value;
    }

    /** The totals of the first slots added up, to be read as unsigned. */
    long valueOfFirst(int slots) {
        long total = 0;
        for (int slot = 0; slot < slots; slot++) {
            total += value(slot);
        }
        return total;
    }

    /** The series that this is alone, and was from the beginning; null where there are or were several. */
    @Nullable
    Series alone() {
        return only;
    }

    void join(Series series) {
        State before = state;
        Series[] members = Arrays.copyOf(before.members, before.members.length + 1);
        members[before.members.length] = series;
        state = new State(members, before.retired);
        only = null;
    }

    /** A member left its family; tells whether it was the last. */
    boolean leave(Series series) {
        State before = state;
        long[] retired = before.retired.clone();
        for (int slot = 0; fold == Fold.GROWTH && slot < retired.length; slot++) {
            retired[slot] += series.value(slot);
        }
        Series[] members =
                Arrays.stream(before.members).filter(member -> member != series).toArray(Series[]::new);
        state = new State(members, retired);
        only = null;
        return members.length == 0;
    }
}

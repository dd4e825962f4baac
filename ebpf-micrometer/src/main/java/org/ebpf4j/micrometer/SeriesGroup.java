// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Arrays;

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

    private final MeterLayout layout;
    private volatile State state;

    SeriesGroup(Series first, MeterLayout layout) {
        this.layout = layout;
        state = new State(new Series[] {first}, new long[first.width()]);
    }

    /** A number of all members together, those of the past included where it is a total that grows. */
    long value(int slot) {
        State now = state;
        if (layout.fold() == Fold.GREATEST && now.members.length > 0) {
            long greatest = now.members[0].value(slot);
            for (Series member : now.members) {
                greatest = layout.fields()[slot].greater(greatest, member.value(slot));
            }
            return greatest;
        }
        long total = now.retired[slot];
        for (Series member : now.members) {
            total += member.value(slot);
        }
        return total;
    }

    /** The totals of the first slots added up, to be read as unsigned. */
    long valueOfFirst(int slots) {
        long total = 0;
        for (int slot = 0; slot < slots; slot++) {
            total += value(slot);
        }
        return total;
    }

    void join(Series series) {
        State before = state;
        Series[] members = Arrays.copyOf(before.members, before.members.length + 1);
        members[before.members.length] = series;
        state = new State(members, before.retired);
    }

    /** A member left its family; tells whether it was the last. */
    boolean leave(Series series) {
        State before = state;
        long[] retired = before.retired.clone();
        for (int slot = 0; layout.fold() == Fold.GROWTH && slot < retired.length; slot++) {
            retired[slot] += series.value(slot);
        }
        Series[] members =
                Arrays.stream(before.members).filter(member -> member != series).toArray(Series[]::new);
        state = new State(members, retired);
        return members.length == 0;
    }
}

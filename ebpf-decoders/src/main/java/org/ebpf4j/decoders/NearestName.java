// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody meant who mistyped a name, for the error that says so. */
public final class NearestName {
    private NearestName() {}

    /**
     * The name that takes the fewest letters inserted, left out or replaced.
     *
     * @param mistyped what was written
     * @param names what could have been meant
     * @return one of them, of several the first; empty where there are none
     */
    public static String of(String mistyped, Collection<String> names) {
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> distance(mistyped, name)))
                .orElse("");
    }

    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        // Nobody means a name by a text that is longer.
        for (int row = 1; row <= Math.min(from.length(), 100); row++) {
            int[] line = new int[above.length];
            line[0] = row;
            for (int column = 1; column < line.length; column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                line[column] = Math.min(replaced, Math.min(above[column], line[column - 1]) + 1);
            }
            above = line;
        }
        return above[to.length()];
    }
}

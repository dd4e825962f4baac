// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a loader made of an object.
 *
 * @param stage how far it came
 * @param maps what the kernel says of each map, and whether it is to be pinned; empty before {@link Stage#LOADED}
 * @param programs by name: what the kernel says of the program, {@link #REFUSED} where it did not load; empty before {@link Stage#LOADED}
 */
record Outcome(Stage stage, SortedSet<String> maps, Map<String, String> programs) {
    /** In place of what the kernel says of a program that did not load. */
    static final String REFUSED = "refused";

    /** How far a loader comes with an object. */
    enum Stage {
        /** The loader dies of the file. */
        CRASHED,
        /** The file is not taken. */
        UNREAD,
        /** The file is taken, but its maps are not, or it can't be loaded for what all programs share. */
        UNLOADED,
        /** The maps are there. */
        LOADED
    }

    static Outcome of(Stage stage) {
        return new Outcome(stage, new TreeSet<>(), new TreeMap<>());
    }
}

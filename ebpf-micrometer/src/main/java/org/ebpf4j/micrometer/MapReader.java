// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;

/**
 * One map and all families on it: one picture serves them all. Refreshed by one thread at a time; what the last picture was like any thread may
 * ask.
 */
final class MapReader implements Reader {
    /** Says that a map always has the same number of entries. */
    static final int FIXED = -1;

    private final String name;
    private final MapReading map;
    private final List<Walk> walks;
    private final List<Family> families;
    private final ReadFailures failures;
    private final int capacity;
    private volatile int entries;
    private volatile double seconds;

    /**
     * A reader.
     *
     * @param name the map's
     * @param capacity how many entries the map may have, {@link #FIXED} where it has them all from the beginning
     * @param map its pictures
     * @param walks that bring it in line, refreshed before this
     * @param families on it
     * @param tally where failures are counted
     */
    MapReader(String name, int capacity, MapReading map, List<Walk> walks, List<Family> families, Tally tally) {
        this.name = name;
        this.capacity = capacity;
        this.map = map;
        this.walks = List.copyOf(walks);
        this.families = List.copyOf(families);
        this.failures = new ReadFailures("Map " + name + " can't be read, its meters stay at their last values", tally);
    }

    List<Family> families() {
        return families;
    }

    String name() {
        return name;
    }

    int capacity() {
        return capacity;
    }

    /** How many entries the map had in the last picture. */
    int entries() {
        return entries;
    }

    /** How long the last picture took, with the walks before it, and with all families brought up to date. */
    double seconds() {
        return seconds;
    }

    /** Reads the map. A read that fails is counted, said once per run of failures, and leaves the families as they are. */
    @Override
    public void refresh() {
        long begun = System.nanoTime();
        try {
            int rows = map.read();
            for (Family family : families) {
                family.update(map, rows);
            }
            entries = map.entries(rows);
            seconds = (System.nanoTime() - begun) * 1e-9 + walked();
            failures.end();
        } catch (Throwable e) {
            // What is no exception counts as well: memory for a map that grew may be refused, and a scrape must not end
            // of it.
            failures.add(e);
        }
    }

    private double walked() {
        double sum = 0;
        for (int i = 0; i < walks.size(); i++) {
            sum += walks.get(i).seconds();
        }
        return sum;
    }
}

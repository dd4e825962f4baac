// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One map and all families on it: one picture serves them all. Used by one thread at a time. */
final class MapReader {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    private final String name;
    private final MapReading map;
    private final List<Family> families;
    private final Tally tally;
    private boolean failing;

    MapReader(String name, MapReading map, List<Family> families, Tally tally) {
        this.name = name;
        this.map = map;
        this.families = List.copyOf(families);
        this.tally = tally;
    }

    List<Family> families() {
        return families;
    }

    /** Reads the map. A read that fails is counted, said once per run of failures, and leaves the families as they are. */
    void refresh() {
        try {
            int rows = map.read();
            for (Family family : families) {
                family.update(map, rows);
            }
            failing = false;
        } catch (RuntimeException e) {
            tally.collectErrors.incrementAndGet();
            if (!failing) {
                failing = true;
                LOG.warn("Map {} can't be read, its meters stay at their last values: {}", name, e.getMessage());
            }
        }
    }
}

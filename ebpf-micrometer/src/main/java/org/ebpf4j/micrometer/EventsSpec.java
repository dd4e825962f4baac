// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of records and its meters as they were declared, before they are fitted to the object. Immutable.
 *
 * @param map its map's name
 * @param struct what records are, null where that goes by the map's name
 * @param lostIn the variable or map that programs count losses in, null where they don't
 * @param pages of each CPU's perf buffer
 * @param meters of kinds {@link MeterSpec.Counter} and {@link MeterSpec.Distribution}
 * @param taps whoever else gets the records
 */
record EventsSpec(
        String map,
        @Nullable String struct,
        @Nullable String lostIn,
        int pages,
        List<MeterSpec> meters,
        List<EventTap.Spec> taps) {
    EventsSpec {
        meters = List.copyOf(meters);
        taps = List.copyOf(taps);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import java.util.function.LongSupplier;
import org.ebpf4j.BpfObject;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.PerfBuffer;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.jspecify.annotations.Nullable;

/**
 * A declared stream that fits its object, before that is loaded.
 *
 * @param spec the declaration
 * @param ring whether it is a ring buffer; a perf event array otherwise
 * @param layouts of its meters
 * @param what errors call it
 * @param kernel that decoders may ask
 * @param losses what the programs count, null where they don't
 */
record EventSource(
        EventsSpec spec,
        boolean ring,
        List<EventLayout> layouts,
        String what,
        Kernel kernel,
        @Nullable LossCount losses) {
    /**
     * Fits a declaration.
     *
     * @param kernel that decoders may ask
     */
    static EventSource fit(ObjectSpec object, EventsSpec spec, Kernel kernel) {
        MapSpec map = object.map(spec.map());
        MapTypes types = new MapTypes(object.name(), map, object.btf());
        boolean ring = map.type() == MapType.RINGBUF;
        if (!ring && map.type() != MapType.PERF_EVENT_ARRAY) {
            throw new UnsupportedException(
                    types.what() + " (" + map.type()
                            + ") is neither a ring buffer nor a perf event array; declare its meters with counter, gauge or histogram",
                    0);
        }
        String lostIn = spec.lostIn();
        if (!ring && lostIn != null) {
            throw new UnsupportedException(
                    types.what() + " (" + map.type() + ") loses records that the kernel counts; leave lostIn(\""
                            + lostIn + "\") out",
                    0);
        }
        RecordFitting records = new RecordFitting(types, spec.struct());
        return new EventSource(
                spec,
                ring,
                spec.meters().stream().map(meter -> records.fit(meter, kernel)).toList(),
                types.what(),
                kernel,
                lostIn == null ? null : LossCount.fit(object, lostIn));
    }

    /**
     * Opens the stream.
     *
     * @param object has the map
     * @param maxSeries of each meter
     * @param tally of its program
     * @return to be closed by the caller
     */
    EventReader open(BpfObject object, int maxSeries, Tally tally) {
        EventTable table = new EventTable(
                layouts.stream()
                        .map(layout -> new EventFamily(layout, maxSeries, tally))
                        .toList(),
                spec.taps().stream().map(tap -> tap.fit(what, kernel, tally)).toList());
        if (ring) {
            LongSupplier lost = losses == null ? null : losses.in(object);
            return new EventReader(spec.map(), object.ringBuffer(spec.map(), table::take), table, lost, tally);
        }
        PerfBuffer buffer = object.perfBuffer(spec.map(), spec.pages(), (cpu, record) -> table.take(record));
        return new EventReader(spec.map(), buffer, table, buffer::lost, tally);
    }
}

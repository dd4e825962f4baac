// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.util.Collections;
import java.util.Iterator;

/**
 * A meter without measurements that is registered for a moment, to learn what the registry's filters and common tags make of an id. Micrometer
 * has no other way to ask. It does not stay, because a host that registers a meter of its own under that id later would be refused.
 */
final class Carrier implements Iterable<Measurement> {
    /** What came of asking. */
    sealed interface Answer {}

    /**
     * The id as the registry has it.
     *
     * @param id after filters, with common tags
     */
    record Mapped(Meter.Id id) implements Answer {}

    /** The registry's filters deny it. */
    record Denied() implements Answer {}

    /** The host has a meter of that id. */
    record Taken() implements Answer {}

    private Carrier() {}

    /** Asks a registry. Whatever a filter or listener of the host's throws passes through. */
    static Answer ask(MeterRegistry leaf, MeterLayout layout, Tags tags) {
        Carrier carrier = new Carrier();
        Meter meter = Meter.builder(layout.name(), layout.type(), carrier)
                .tags(tags)
                .description(layout.description())
                .baseUnit(layout.baseUnit())
                .register(leaf);
        if (meter instanceof NoopMeter) {
            return new Denied();
        }
        if (meter.measure() != carrier) {
            // Either the host's, or a carrier of another thread or binder, which is about to go.
            return meter.measure().iterator().hasNext() ? new Taken() : new Mapped(meter.getId());
        }
        OwnMeters.takeOut(leaf, meter);
        return new Mapped(meter.getId());
    }

    @Override
    public Iterator<Measurement> iterator() {
        return Collections.emptyIterator();
    }
}

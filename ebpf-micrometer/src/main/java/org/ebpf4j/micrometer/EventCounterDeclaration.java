// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

/**
 * Says what counter the records of a stream are: how many there were, or a number that each has added up. Made by {@link EventsDeclaration#counter}.
 */
public final class EventCounterDeclaration extends NumberDeclaration<EventCounterDeclaration> {
    EventCounterDeclaration(String map) {
        super(map);
        keep();
    }

    /**
     * Which field of the record is added up. Without this call each record counts 1.
     *
     * @param name a field that is a number of 1, 2, 4 or 8 bytes; a record in which it is negative is left out and counts in
     *     {@code ebpf.decode.errors}
     * @return this
     */
    @Override
    public EventCounterDeclaration value(String name) {
        return super.value(name);
    }

    @Override
    EventCounterDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        return new MeterSpec.Counter(field(), scale());
    }
}

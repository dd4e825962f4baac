// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.decode.KeyDecoder;

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

    /**
     * Makes a field of the record a label of its name, decoded by its type: numbers as numbers, character arrays as text.
     *
     * @param field a field of the record's struct
     * @return this
     */
    public EventCounterDeclaration label(String field) {
        return label(field, field);
    }

    /**
     * Makes a field of the record a label of another name, decoded by its type.
     *
     * @param field a field of the record's struct
     * @param as the label's name
     * @return this
     */
    public EventCounterDeclaration label(String field, String as) {
        return label(field, new MeterSpec.Label(as, null));
    }

    /**
     * Makes a field of the record a label of its name.
     *
     * @param field a field of the record's struct
     * @param decoder makes text of the field's bytes
     * @return this
     */
    @Override
    public EventCounterDeclaration label(String field, KeyDecoder decoder) {
        return super.label(field, decoder);
    }

    /**
     * Makes a field of the record a label of another name.
     *
     * @param field a field of the record's struct
     * @param as the label's name
     * @param decoder makes text of the field's bytes
     * @return this
     */
    @Override
    public EventCounterDeclaration label(String field, String as, KeyDecoder decoder) {
        return super.label(field, as, decoder);
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

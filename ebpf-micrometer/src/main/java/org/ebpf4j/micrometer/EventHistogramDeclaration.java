// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Says what histogram the records of a stream are: each counts into the bucket of a number that it has ({@link #value}), which is added to the sum
 * as well. Made by {@link EventsDeclaration#histogram}.
 */
public final class EventHistogramDeclaration extends BucketsDeclaration<EventHistogramDeclaration> {
    private @Nullable String field;

    EventHistogramDeclaration(String map) {
        super(map);
        keep();
    }

    /**
     * Which field of the record is the number; nanoseconds for buckets of time.
     *
     * @param name a field that is a number of 1, 2, 4 or 8 bytes; a record in which it is negative is left out and counts in
     *     {@code ebpf.decode.errors}
     * @return this
     */
    public EventHistogramDeclaration value(String name) {
        field = name;
        return this;
    }

    /**
     * Makes a field of the record a label of its name, decoded by its type: numbers as numbers, character arrays as text.
     *
     * @param name a field of the record's struct
     * @return this
     */
    public EventHistogramDeclaration label(String name) {
        return label(name, name);
    }

    /**
     * Makes a field of the record a label of another name, decoded by its type.
     *
     * @param name a field of the record's struct
     * @param as the label's name
     * @return this
     */
    public EventHistogramDeclaration label(String name, String as) {
        return label(name, new MeterSpec.Label(as, null));
    }

    /**
     * Makes a field of the record a label of its name.
     *
     * @param name a field of the record's struct
     * @param decoder makes text of the field's bytes
     * @return this
     */
    @Override
    public EventHistogramDeclaration label(String name, KeyDecoder decoder) {
        return super.label(name, decoder);
    }

    /**
     * Makes a field of the record a label of another name.
     *
     * @param name a field of the record's struct
     * @param as the label's name
     * @param decoder makes text of the field's bytes
     * @return this
     */
    @Override
    public EventHistogramDeclaration label(String name, String as, KeyDecoder decoder) {
        return super.label(name, as, decoder);
    }

    @Override
    EventHistogramDeclaration self() {
        return this;
    }

    @Override
    MeterSpec.Kind kind() {
        String number = field;
        if (number == null) {
            throw new IllegalArgumentException("the histogram of the events on map " + map()
                    + " needs a number: say which field of the record with value(\"...\")");
        }
        return new MeterSpec.Distribution(number, buckets());
    }
}

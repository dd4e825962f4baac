// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

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
        return new MeterSpec.Distribution(number, range().of(buckets()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;

/**
 * A set that may say wrongly that a value is in it, never that it is not (since 5.16). Values can't be taken out. Padding counts: two values are the
 * same where all their bytes are.
 *
 * <p>A view of a {@link BpfMap}, which stays its owner's to close. All methods may be called from several threads, and are an
 * {@link IllegalStateException} once the map is closed. What the kernel refuses is a {@link org.ebpf4j.SystemCallException}.
 *
 * @param <V> what a value is
 */
public final class BloomFilter<V> {
    private final Codec<V> values;
    private final Elements elements;

    /**
     * Views a map so.
     *
     * @param map a bloom filter
     * @param values of the size of a value
     * @throws IllegalArgumentException where the map is of another type, or a size differs
     */
    public BloomFilter(BpfMap map, Codec<V> values) {
        ViewTypes.check(map, "BloomFilter", MapType.BLOOM_FILTER);
        this.values = Sizes.checked(map, "values", map.valueSize(), values);
        this.elements = map.elements();
    }

    /**
     * Puts a value in; it may be there already.
     *
     * @param value the value
     */
    public void add(V value) {
        MapCall call = elements.begin();
        try {
            values.write(value, call.value().bytes(), 0);
            elements.update(call, BpfMap.ANY);
        } finally {
            elements.end(call);
        }
    }

    /**
     * Whether a value may be in the set.
     *
     * @param value the value
     * @return false where it is certainly not
     */
    public boolean mightContain(V value) {
        MapCall call = elements.begin();
        try {
            values.write(value, call.value().bytes(), 0);
            return elements.lookup(call);
        } finally {
            elements.end(call);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;

/**
 * An array of a fixed number of elements.
 *
 * @param component the Java type of one
 * @param element reads and writes one
 * @param count how many
 */
record Elements(Class<?> component, Codec<?> element, int count) implements Codec<Object> {
    @Override
    public int size() {
        return element.size() * count;
    }

    @Override
    public Object read(ByteBuffer from, int at) {
        if (component == long.class) {
            return longs(from, at);
        }
        Object array = Array.newInstance(component, count);
        for (int i = 0; i < count; i++) {
            Array.set(array, i, element.read(from, at + i * element.size()));
        }
        return array;
    }

    /** Slots of histograms, mostly, and as such read often. */
    private long[] longs(ByteBuffer from, int at) {
        long[] array = new long[count];
        for (int i = 0; i < count; i++) {
            array[i] = from.getLong(at + i * Long.BYTES);
        }
        return array;
    }

    @Override
    public void write(Object array, ByteBuffer to, int at) {
        int length = Array.getLength(array);
        if (length != count) {
            throw new IllegalArgumentException(length + " elements were given where there are " + count);
        }
        for (int i = 0; i < count; i++) {
            write(element, Array.get(array, i), to, at + i * element.size());
        }
    }

    @SuppressWarnings("unchecked") // Its class is that of the component.
    private static <T> void write(Codec<T> codec, Object object, ByteBuffer to, int at) {
        codec.write((T) object, to, at);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.nio.ByteBuffer;

/**
 * Reads and writes objects of one class as a fixed number of bytes, in native byte order, as the C compiler lays them out. Implementations are
 * immutable and safe for use by several threads; buffers are not.
 *
 * @param <T> the class
 */
public interface Codec<T> {
    /**
     * How many bytes an object takes.
     *
     * @return bytes, padding included
     */
    int size();

    /**
     * Reads an object.
     *
     * @param from in native byte order; position and limit are left alone
     * @param at where the object begins
     * @return the object
     * @throws IndexOutOfBoundsException where the buffer ends before the object does
     */
    T read(ByteBuffer from, int at);

    /**
     * Writes an object, and zeroes between its fields.
     *
     * @param object what to write
     * @param to in native byte order; position and limit are left alone
     * @param at where the object begins
     * @throws IndexOutOfBoundsException where the buffer ends before the object does
     * @throws IllegalArgumentException where the object can't be written so: text that is too long, an array of another length
     */
    void write(T object, ByteBuffer to, int at);
}

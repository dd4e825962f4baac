// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.codec.Codec;

/** Takes the records of a {@link RingBuffer} where they are, in the memory that is shared with the kernel. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Takes a record. What it throws comes out of the poll or drain that found the record, which counts as delivered.
     *
     * @param records holds the record; read-only, in native byte order, the same object for all records, to be read by absolute index and left as it is,
     *     its byte order too. After the call
     *     programs may overwrite the record, and once the stream is closed there are zeroes: what is to be kept must be copied
     * @param at index of the record's first byte, a multiple of 8
     * @param length bytes of the record, 0 or more
     */
    void accept(ByteBuffer records, int at, int length);

    /**
     * Reads records as objects, of which each record is one.
     *
     * @param <T> what a record is
     * @param stream what the exception names
     * @param codec reads a record; one that is shorter is a {@link MalformedObjectException}, of one that is longer the end is not read
     * @param handler takes the objects
     * @return takes the records
     */
    static <T> RecordHandler of(String stream, Codec<T> codec, Consumer<? super T> handler) {
        return (records, at, length) -> {
            if (length < codec.size()) {
                throw new MalformedObjectException(stream + ": a record of " + length + " bytes is too short for the "
                        + codec.size() + " that are read of it");
            }
            handler.accept(codec.read(records, at));
        };
    }
}

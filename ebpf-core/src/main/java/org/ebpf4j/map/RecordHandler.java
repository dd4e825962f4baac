// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.codec.Codec;

/** Takes the records of a {@link RingBuffer}. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Takes a record. What it throws comes out of the poll or drain that found the record, which counts as delivered.
     *
     * @param record the record in the memory that is shared with the kernel, from position to limit; read-only, in native byte order. It is one object
     *     for all records and empty after the call: what is to be kept must be copied, and views that were made of it (slice, duplicate) may
     *     not be used any more, because their memory goes away when the stream is closed
     */
    void accept(ByteBuffer record);

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
        return record -> {
            if (record.remaining() < codec.size()) {
                throw new MalformedObjectException(stream + ": a record of " + record.remaining()
                        + " bytes is too short for the " + codec.size() + " that are read of it");
            }
            handler.accept(codec.read(record, record.position()));
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;

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
}

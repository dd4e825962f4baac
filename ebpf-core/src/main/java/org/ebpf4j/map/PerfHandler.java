// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;

/** Takes the records of a {@link PerfBuffer}. */
@FunctionalInterface
public interface PerfHandler {
    /**
     * Takes a record. What it throws comes out of the poll or drain that found the record, which counts as delivered.
     *
     * @param cpu the id of the CPU that the program ran on
     * @param record what the program gave, from position to limit, and up to 7 bytes of padding after it; read-only, in native byte order. It is one
     *     object for many records and empty once the poll or drain ends: what is to be kept must be copied, for views that were made of it (slice,
     *     duplicate) show later records, and zeroes once the stream is closed
     */
    void accept(int cpu, ByteBuffer record);
}

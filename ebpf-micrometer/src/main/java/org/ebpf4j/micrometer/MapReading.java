// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;

/**
 * One picture of a map, taken anew by each {@link #read()}: what the rows need of {@code org.ebpf4j.map.MapSnapshot}, so that they can be
 * tested against pictures that no map could be made to show. Used by one thread at a time.
 */
interface MapReading {
    /**
     * Takes a new picture.
     *
     * @return how many rows it has
     */
    int read();

    /** How many entries of the map a picture of so many rows is of. */
    default int entries(int rows) {
        return rows;
    }

    /** Bytes of a key. */
    int keySize();

    /** All keys, one row's behind the other's, in native byte order; valid until the next {@link #read()}. */
    ByteBuffer keys();

    /** A number of a row's value, summed over the CPUs. */
    long sum(int row, ValueField field);

    /** A number of a row's value, the greatest of all CPUs. */
    long greatest(int row, ValueField field);
}

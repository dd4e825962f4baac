// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The records of one run of an iterator whose program writes structs of one size ({@code bpf_seq_write}) instead of text. Reads without allocating
 * per record. For one thread at a time.
 */
public final class IteratorRecords implements AutoCloseable {
    private final InputStream run;
    private final byte[] bytes;
    private final ByteBuffer record;

    /**
     * Takes over a run.
     *
     * @param run what {@link Link#read} gives; closed with this
     * @param size bytes of a record, 1 or more
     */
    public IteratorRecords(InputStream run, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a record of " + size + " bytes is none; give 1 or more");
        }
        this.run = run;
        this.bytes = new byte[size];
        this.record = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Reads the next record into {@link #record}.
     *
     * @return false at the end
     * @throws EOFException where the end is inside a record, so that the size is not the program's
     * @throws IOException where the run can't be read
     */
    public boolean next() throws IOException {
        int read = run.readNBytes(bytes, 0, bytes.length);
        if (read > 0 && read < bytes.length) {
            throw new EOFException("the iterator ended " + read + " bytes into a record of " + bytes.length
                    + "; is that what the program writes?");
        }
        record.clear();
        return read > 0;
    }

    /**
     * The record that was read last, in native order: the same buffer each time, overwritten by {@link #next}.
     *
     * @return its bytes, from 0 to its limit
     */
    public ByteBuffer record() {
        return record;
    }

    /** Ends the run. */
    @Override
    public void close() throws IOException {
        run.close();
    }
}

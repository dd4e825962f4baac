// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * One batched read of a map in progress: the kernel's opaque position, the buffers that it fills, and how many entries the last call gave.
 * Keys and values are handed over at an offset, so that consecutive batches fill one flat buffer. Not thread-safe: one call at a time.
 */
public final class BatchCall {
    private final Memory attr;
    private final Memory position;
    private boolean started;
    private int count;

    /**
     * Allocates the position.
     *
     * @param kernel where the calls will go
     * @param keySize bytes of a key; the position of array and LPM maps takes that much
     */
    public BatchCall(Kernel kernel, int keySize) {
        this.attr = kernel.allocate(Kernel.ATTR_SIZE);
        this.position = kernel.allocate(Math.max(keySize, 8));
    }

    /** Goes back to the map's first entry. */
    public void restart() {
        started = false;
        count = 0;
    }

    /**
     * Whether a call has moved the position off the map's first entry.
     *
     * @return true once a call gave entries, or none because none are left
     */
    public boolean started() {
        return started;
    }

    /**
     * Set by the implementation of {@link Kernel} after each call.
     *
     * @param entries how many entries were given
     * @param moved whether {@link #position()} was written
     */
    public void answered(int entries, boolean moved) {
        count = entries;
        started |= moved;
    }

    /**
     * How many entries the last call gave.
     *
     * @return entries, valid after success and after {@code ENOENT} (which means: these were the last)
     */
    public int count() {
        return count;
    }

    /**
     * Scratch for the implementation of {@link Kernel}.
     *
     * @return {@link Kernel#ATTR_SIZE} bytes
     */
    public Memory attr() {
        return attr;
    }

    /**
     * The kernel's opaque position; the same buffer serves as input and output.
     *
     * @return at least the map's key size, and 8 bytes
     */
    public Memory position() {
        return position;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;

/**
 * Off-heap bytes that a system call may read or write: a direct buffer in native byte order together with its address, which is looked up
 * once because that costs as much as a small system call. Made by {@link Kernel#allocate}; freed by the garbage collector once unreachable.
 *
 * <p>Not thread-safe: one owner at a time.
 */
public final class Memory {
    private final ByteBuffer bytes;
    private final long address;

    /**
     * Joins a buffer with its address.
     *
     * @param bytes a direct buffer in native byte order, position 0
     * @param address the address of its first byte; 0 where the kernel is simulated
     */
    public Memory(ByteBuffer bytes, long address) {
        this.bytes = bytes;
        this.address = address;
    }

    /**
     * The bytes themselves, always the same buffer. Use absolute reads and writes; position and limit are of no meaning.
     *
     * @return the direct buffer, native byte order
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Where the bytes are.
     *
     * @return the address of the first byte, valid while this object is reachable
     */
    public long address() {
        return address;
    }

    /**
     * How many bytes there are.
     *
     * @return the size in bytes
     */
    public int size() {
        return bytes.capacity();
    }
}

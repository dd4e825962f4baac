// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PageSize;
import org.ebpf4j.spec.MapType;

/**
 * The memory of a ring buffer, as the kernel lets it be mapped: a page with the consumer's position; a page with the producer's; and the data twice in a
 * row, so that no record is split at the end. The consumer writes the first page only, or the producer all but that.
 *
 * @param map whose memory it is
 * @param fd its descriptor, in use until {@link #unmap}
 * @param page bytes
 * @param size bytes of data, a power of two
 * @param firstAddress of the consumer's page
 * @param restAddress of the producer's page, which the data follows
 * @param consumer the first 8 bytes of the page
 * @param producer the first 8 bytes of the page
 * @param data twice the size, or as much of it as a buffer may have, which is enough for any record
 */
record RingMemory(
        BpfMap map,
        int fd,
        int page,
        long size,
        long firstAddress,
        long restAddress,
        ByteBuffer consumer,
        ByteBuffer producer,
        ByteBuffer data) {
    private static final long LARGEST = 1 << 30;
    private static final int LARGEST_BUFFER = Integer.MAX_VALUE & ~7;

    static RingMemory map(BpfMap map, MapType type) {
        ViewTypes.check(map, type == MapType.RINGBUF ? "RingBuffer" : "UserRingBuffer", type);
        long size = Integer.toUnsignedLong(map.maxEntries());
        if (size > LARGEST) {
            throw new IllegalArgumentException("map " + map.name() + " has " + size
                    + " bytes, and a ring buffer of more than 1 GiB can't be read by Java; lower its max_entries");
        }
        Kernel kernel = map.kernel();
        int page = PageSize.of(kernel);
        if (size < page || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("map " + map.name() + " of " + size
                    + " bytes is no ring buffer: those have a power of two of pages");
        }
        boolean consumes = type == MapType.RINGBUF;
        RetiredMemory.unmapUnreachable();
        int fd = map.descriptor().begin();
        long first = 0;
        try {
            first = checked(map, kernel.memoryMap(fd, 0, page, consumes));
            long rest = checked(map, kernel.memoryMap(fd, page, page + 2 * size, !consumes));
            return new RingMemory(
                    map,
                    fd,
                    page,
                    size,
                    first,
                    rest,
                    kernel.memoryView(first, Long.BYTES),
                    kernel.memoryView(rest, Long.BYTES),
                    kernel.memoryView(rest + page, (int) Math.min(2 * size, LARGEST_BUFFER)));
        } catch (SystemCallException | UnsupportedException e) {
            if (first > 0) {
                kernel.memoryUnmap(first, page);
            }
            map.descriptor().end();
            throw e;
        }
    }

    private static long checked(BpfMap map, long address) {
        if (address == -Errno.EPERM.number() || address == -Errno.EACCES.number()) {
            throw new UnsupportedException(
                    "map " + map.name() + " can't be mapped: " + Errno.describe(address)
                            + "; it was opened for reading only, or frozen",
                    (int) -address);
        }
        if (address < 0) {
            throw new SystemCallException(
                    "map " + map.name() + " can't be mapped: " + Errno.describe(address), (int) -address);
        }
        return address;
    }

    /** Called once, when nobody reads any more but by views of the data. */
    void unmap() {
        map.kernel().memoryUnmap(firstAddress, page);
        RetiredMemory.retire(map.kernel(), restAddress, page + 2 * size, data, map.type() == MapType.USER_RINGBUF);
        map.descriptor().end();
    }
}

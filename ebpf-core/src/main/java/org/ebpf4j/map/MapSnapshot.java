// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.ebpf4j.BpfException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.Memory;

/**
 * One flat picture of a whole map in off-heap memory that is reused from read to read: rows of a key and its value, in no order. A read takes
 * one system call for thousands of entries ({@code BPF_MAP_LOOKUP_BATCH}, since 5.6), or two for each entry where the kernel has no batches
 * for the map, and allocates nothing once its memory has grown to the map's size.
 *
 * <p>While programs go on writing, a key that stays in the map during the whole read is in the picture exactly once, and each value is one that
 * its key had during the read; the rows are not of one instant.
 *
 * <p>Not thread-safe: one reader at a time. The map may be closed by any thread; the next read is then an {@link IllegalStateException}.
 */
public final class MapSnapshot {
    private static final int FIRST_ROWS = 1024;
    /** Below this the cost of a system call shows, far above it the time for which one keeps a CPU does. */
    private static final int LARGEST_BATCH = 65_536;

    private final BpfMap map;
    private final Kernel kernel;
    private final BatchCall batch;
    private final MapCall element;
    private final KeySet seen;
    private final int keyStride;
    private final int rowStride;
    private Memory keys;
    private Memory values;
    private int capacity;
    private int size;
    private boolean batched = true;
    /** How many rows have the keys of a mapped array. */
    private int numbered;

    /**
     * Prepares pictures of a map; reads nothing yet.
     *
     * @param map a hash, LRU or array map or a per-CPU form of one, which stays its opener's to close
     * @throws UnsupportedException where the map's rows are too large for one picture
     */
    public MapSnapshot(BpfMap map) {
        this.map = map;
        this.kernel = map.kernel();
        this.keyStride = map.keySize();
        this.rowStride = Math.multiplyExact(map.valueStride(), map.cpus());
        this.batch = new BatchCall(kernel, keyStride);
        this.element = new MapCall(kernel, keyStride, rowStride);
        this.seen = new KeySet(keyStride);
        // One more than there are entries, so that the kernel can say in the same call that there are no others.
        this.capacity = Math.max(0, Math.min(map.maxEntries(), FIRST_ROWS - 1)) + 1;
        this.keys = kernel.allocate(bytes(capacity, keyStride));
        this.values = kernel.allocate(bytes(capacity, rowStride));
    }

    /**
     * Reads the map anew.
     *
     * @return how many rows the picture has
     * @throws BpfException where the kernel refuses; the picture is then empty
     * @throws IllegalStateException where the map is closed
     */
    public int read() {
        int fd = map.descriptor().begin();
        int rows = 0;
        try {
            ByteBuffer memory = map.memory();
            rows = memory != null ? readMemory(memory) : batched ? readBatches(fd) : readElements(fd);
        } finally {
            size = rows;
            map.descriptor().end();
        }
        return rows;
    }

    /** An array that can be mapped is copied without a system call; its keys are the indexes, and never change. */
    private int readMemory(ByteBuffer memory) {
        int rows = map.maxEntries();
        while (capacity < rows) {
            grow(0);
        }
        if (numbered < rows) {
            for (int row = 0; row < rows; row++) {
                keys.bytes().putInt(row * keyStride, row);
            }
            numbered = rows;
        }
        int stride = (rowStride + 7) & ~7;
        if (stride == rowStride) {
            values.bytes().put(0, memory, 0, rows * rowStride);
        } else {
            for (int row = 0; row < rows; row++) {
                values.bytes().put(row * rowStride, memory, row * stride, rowStride);
            }
        }
        return rows;
    }

    private int readBatches(int fd) {
        batch.restart();
        int rows = 0;
        for (int restarts = 0; ; ) {
            int room = Math.min(capacity - rows, LARGEST_BATCH);
            int result = kernel.mapLookupBatch(fd, batch, keys, rows * keyStride, values, rows * rowStride, room);
            if (result == 0 || result == -Errno.ENOENT.number()) {
                rows += Objects.checkIndex(batch.count(), room + 1);
                if (result != 0) {
                    return rows;
                }
                if (rows == capacity) {
                    grow(rows);
                }
            } else if (result == -Errno.ENOSPC.number()) {
                grow(rows);
            } else if (!batch.started() && unsupported(result)) {
                batched = false;
                return readElements(fd);
            } else if (result == -Errno.EINTR.number() || result == -Errno.EAGAIN.number()) {
                // Keys vanished under the kernel's own walk; after a few of these the careful way ends sooner.
                if (++restarts > 3) {
                    return readElements(fd);
                }
                batch.restart();
                rows = 0;
            } else {
                throw refused(result);
            }
        }
    }

    private static boolean unsupported(int result) {
        return result == -Errno.EINVAL.number()
                || result == -Errno.ENOTSUPP.number()
                || result == -Errno.EOPNOTSUPP.number();
    }

    private int readElements(int fd) {
        seen.clear();
        int rows = 0;
        ByteBuffer next = element.value().bytes();
        boolean first = true;
        // A key that is deleted under the walk sends the kernel back to its first key; the bound ends a walk that never
        // catches up.
        for (long steps = 4L * map.maxEntries() + FIRST_ROWS; steps > 0; steps--) {
            int result = kernel.mapNextKey(fd, element, first);
            if (result == -Errno.ENOENT.number()) {
                break;
            }
            if (result < 0) {
                throw refused(result);
            }
            first = false;
            element.key().bytes().put(0, next, 0, keyStride);
            if (rows == capacity) {
                grow(rows);
            }
            keys.bytes().put(rows * keyStride, next, 0, keyStride);
            result = kernel.mapLookup(fd, element, 0);
            if (result == 0) {
                if (seen.add(keys.bytes(), rows)) {
                    values.bytes().put(rows * rowStride, next, 0, rowStride);
                    rows++;
                }
            } else if (result != -Errno.ENOENT.number()) {
                throw refused(result);
            }
        }
        return rows;
    }

    private SystemCallException refused(int result) {
        return new SystemCallException(
                "map " + map.name() + " (" + map.type() + ") can't be read: " + Errno.describe(result), -result);
    }

    private void grow(int rows) {
        int larger = Math.multiplyExact(capacity, 2);
        Memory moreKeys = kernel.allocate(bytes(larger, keyStride));
        Memory moreValues = kernel.allocate(bytes(larger, rowStride));
        moreKeys.bytes().put(0, keys.bytes(), 0, rows * keyStride);
        moreValues.bytes().put(0, values.bytes(), 0, rows * rowStride);
        keys = moreKeys;
        values = moreValues;
        capacity = larger;
    }

    private int bytes(int rows, int stride) {
        long bytes = Math.max(8L, (long) rows * stride);
        if (bytes > Integer.MAX_VALUE) {
            throw new UnsupportedException(
                    "map " + map.name() + " can't be read as a whole: " + rows + " entries of " + stride
                            + " bytes are over 2 GiB, read it key by key",
                    0);
        }
        return (int) bytes;
    }

    /**
     * The map that this is a picture of.
     *
     * @return the map
     */
    public BpfMap map() {
        return map;
    }

    /**
     * How many rows the last read gave.
     *
     * @return rows; 0 before the first read
     */
    public int size() {
        return size;
    }

    /**
     * All keys, one after another. The next {@link #read} overwrites or replaces the buffer.
     *
     * @return a direct buffer in native byte order; use absolute reads
     */
    public ByteBuffer keys() {
        return keys.bytes();
    }

    /**
     * Where a row's key is.
     *
     * @param row 0 to {@link #size} - 1
     * @return offset in {@link #keys}
     */
    public int keyAt(int row) {
        return checked(row) * keyStride;
    }

    /**
     * All values, one after another, each as {@link #cpus} copies {@link #valueStride} bytes apart. The next {@link #read} overwrites or
     * replaces the buffer.
     *
     * @return a direct buffer in native byte order; use absolute reads
     */
    public ByteBuffer values() {
        return values.bytes();
    }

    /**
     * Where a row's value is.
     *
     * @param row 0 to {@link #size} - 1
     * @return offset in {@link #values} of the first CPU's copy
     */
    public int valueAt(int row) {
        return checked(row) * rowStride;
    }

    /**
     * How many copies of a value a row has.
     *
     * @return the number of possible CPUs for per-CPU maps, else 1
     */
    public int cpus() {
        return map.cpus();
    }

    /**
     * How far apart the copies are.
     *
     * @return bytes
     */
    public int valueStride() {
        return map.valueStride();
    }

    /**
     * A 64-bit field of a row's value, summed over the CPUs.
     *
     * @param row 0 to {@link #size} - 1
     * @param offset of the field in the value, in bytes
     * @return the sum, to be taken as unsigned; it wraps at 2<sup>64</sup>
     */
    public long sum(int row, int offset) {
        if (offset < 0 || offset > map.valueSize() - Long.BYTES) {
            throw new IndexOutOfBoundsException(
                    "8 bytes at offset " + offset + " of a value of " + map.valueSize() + " bytes");
        }
        int at = valueAt(row) + offset;
        long sum = 0;
        for (int cpu = 0; cpu < map.cpus(); cpu++) {
            sum += values.bytes().getLong(at + cpu * map.valueStride());
        }
        return sum;
    }

    private int checked(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return row;
    }
}

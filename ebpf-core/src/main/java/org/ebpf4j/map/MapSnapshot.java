// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.ebpf4j.BpfException;
import org.ebpf4j.UnsupportedException;
import org.jspecify.annotations.Nullable;

/**
 * One flat picture of a whole map in off-heap memory that is reused from read to read: rows of a key and its value, in no order. A read takes
 * one system call for thousands of entries ({@code BPF_MAP_LOOKUP_BATCH}, since 5.6), or two for each entry where the map is all but empty, is
 * an LPM trie, or the kernel has no batches for it; none where its memory can be mapped. It allocates nothing once its memory has grown to the map's size.
 *
 * <p>While programs go on writing, a key that stays in the map during the whole read is in the picture exactly once, and each value is one that
 * its key had during the read; the rows are not of one instant. Where entries are read one by one, a key that came after the last picture may show
 * up in the next one only, for the kernel's own walk may pass it over; a prefix that leaves an LPM trie at the moment in which it is read may be in the
 * picture with the value of a shorter one, which is what the kernel then finds.
 *
 * <p>Not thread-safe: one reader at a time. The map may be closed by any thread; the next read is then an {@link IllegalStateException}.
 */
public final class MapSnapshot {
    private final BpfMap map;
    private final MapWalk walk;
    private final int cpus;
    private final int valueStride;
    private final int lastOffset;
    private final @Nullable PreviousRows previous;
    private Rows rows;
    private int size;
    /** Whether the last read went well, so that there is a picture. */
    private boolean taken;

    /**
     * Prepares pictures of a map; reads nothing yet.
     *
     * @param map a hash, LRU or array map, a per-CPU form of one or an LPM trie, which stays its opener's to close
     * @throws UnsupportedException where the map's rows are too large for one picture
     */
    public MapSnapshot(BpfMap map) {
        this(map, false);
    }

    /**
     * Prepares pictures of a map of which each remembers the one before, for {@link #delta} and {@link #isNew}. Takes twice the memory.
     *
     * @param map as for {@link #MapSnapshot(BpfMap)}
     * @return pictures; nothing is read yet
     * @throws UnsupportedException where the map's rows are too large for one picture
     */
    public static MapSnapshot withPrevious(BpfMap map) {
        return new MapSnapshot(map, true);
    }

    private MapSnapshot(BpfMap map, boolean remembers) {
        this.map = map;
        this.cpus = map.cpus();
        this.valueStride = map.valueStride();
        this.lastOffset = map.valueSize() - Long.BYTES;
        this.rows = new Rows(map);
        this.previous = remembers ? new PreviousRows(new Rows(map)) : null;
        this.walk = new MapWalk(map, rows);
    }

    /**
     * Reads the map anew. Where the kernel refuses, the picture before that one stays the previous one.
     *
     * @return how many rows the picture has
     * @throws BpfException where the kernel refuses; the picture is then empty
     * @throws IllegalStateException where the map is closed
     */
    public int read() {
        return picture(fd -> {
            ByteBuffer memory = map.memory();
            return memory != null ? readMemory(memory) : walk.read(fd, rows);
        });
    }

    /**
     * Reads the map anew and takes out of it what is read, each entry at once, so that nothing is read twice ({@code BPF_MAP_LOOKUP_AND_DELETE_BATCH},
     * since 5.6). What a program writes into an entry that it has looked up before is lost where the entry is taken out first.
     *
     * @return how many rows the picture has
     * @throws BpfException where the map is no hash map, or the kernel refuses; the picture is then empty
     * @throws IllegalStateException where the map is closed
     */
    public int take() {
        return picture(fd -> walk.take(fd, rows));
    }

    private int picture(IntUnaryOperator reading) {
        int fd = map.descriptor().begin();
        if (previous != null && taken) {
            rows = previous.replace(rows, size);
        }
        size = 0;
        taken = false;
        try {
            size = reading.applyAsInt(fd);
            taken = true;
        } finally {
            map.descriptor().end();
        }
        return size;
    }

    /** An array that can be mapped is copied without a system call; its keys are the indexes, and never change. */
    private int readMemory(ByteBuffer memory) {
        int entries = map.maxEntries();
        while (rows.capacity() < entries) {
            rows.grow(0);
        }
        rows.number(entries);
        int packed = rows.valueStride();
        int stride = (packed + 7) & ~7;
        if (stride == packed) {
            rows.valueBytes().put(0, memory, 0, entries * packed);
        } else {
            for (int row = 0; row < entries; row++) {
                rows.valueBytes().put(row * packed, memory, row * stride, packed);
            }
        }
        return entries;
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
        return rows.keyBytes();
    }

    /**
     * Where a row's key is.
     *
     * @param row 0 to {@link #size} - 1
     * @return offset in {@link #keys}
     */
    public int keyAt(int row) {
        return rows.keyAt(checked(row));
    }

    /**
     * All values, one after another, each as {@link #cpus} copies {@link #valueStride} bytes apart. The next {@link #read} overwrites or
     * replaces the buffer.
     *
     * @return a direct buffer in native byte order; use absolute reads
     */
    public ByteBuffer values() {
        return rows.valueBytes();
    }

    /**
     * Where a row's value is.
     *
     * @param row 0 to {@link #size} - 1
     * @return offset in {@link #values} of the first CPU's copy
     */
    public int valueAt(int row) {
        return rows.valueAt(checked(row));
    }

    /**
     * Where a CPU's copy of a row's value is.
     *
     * @param row 0 to {@link #size} - 1
     * @param cpu 0 to {@link #cpus} - 1: the place of the CPU among the possible ones, which is its id where they have no holes
     * @return offset in {@link #values}
     */
    public int valueAt(int row, int cpu) {
        return valueAt(row) + Objects.checkIndex(cpu, cpus) * valueStride;
    }

    /**
     * How many copies of a value a row has.
     *
     * @return the number of possible CPUs for per-CPU maps, else 1
     */
    public int cpus() {
        return cpus;
    }

    /**
     * How far apart the copies are.
     *
     * @return bytes
     */
    public int valueStride() {
        return valueStride;
    }

    /**
     * A 64-bit field of a row's value, summed over the CPUs.
     *
     * @param row 0 to {@link #size} - 1
     * @param offset of the field in the value, in bytes
     * @return the sum, to be taken as unsigned; it wraps at 2<sup>64</sup>
     */
    public long sum(int row, int offset) {
        return sum(rows, checked(row), checkedOffset(offset));
    }

    /**
     * By how much a counter in a row's value, summed over the CPUs, has grown since the previous picture.
     *
     * @param row 0 to {@link #size} - 1
     * @param offset of the 64-bit field in the value, in bytes
     * @return the difference, to be taken as unsigned; the whole sum where the key was not in the previous picture, or where the counter has
     *     become less, as one does whose key left the map and came back
     * @throws IllegalStateException where the pictures are not those of {@link #withPrevious}
     */
    public long delta(int row, int offset) {
        long now = sum(row, offset);
        PreviousRows before = before();
        int found = before.find(rows.keyBytes(), row);
        if (found < 0) {
            return now;
        }
        long then = sum(before.rows(), found, offset);
        return Long.compareUnsigned(then, now) > 0 ? now : now - then;
    }

    /**
     * Whether a row's key was not in the previous picture.
     *
     * @param row 0 to {@link #size} - 1
     * @return true for all rows of the first picture
     * @throws IllegalStateException where the pictures are not those of {@link #withPrevious}
     */
    public boolean isNew(int row) {
        return before().find(rows.keyBytes(), checked(row)) < 0;
    }

    private PreviousRows before() {
        if (previous == null) {
            throw new IllegalStateException("pictures of map " + map.name()
                    + " do not remember the one before; make them by MapSnapshot.withPrevious");
        }
        return previous;
    }

    private long sum(Rows of, int row, int offset) {
        ByteBuffer values = of.valueBytes();
        int at = of.valueAt(row) + offset;
        long sum = values.getLong(at);
        for (int cpu = 1; cpu < cpus; cpu++) {
            at += valueStride;
            sum += values.getLong(at);
        }
        return sum;
    }

    private int checkedOffset(int offset) {
        if (offset < 0 || offset > lastOffset) {
            throw new IndexOutOfBoundsException(
                    "8 bytes at offset " + offset + " of a value of " + map.valueSize() + " bytes");
        }
        return offset;
    }

    private int checked(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return row;
    }
}

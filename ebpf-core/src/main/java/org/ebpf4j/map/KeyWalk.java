// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a map from key to key: two calls for each entry.
 *
 * <p>The kernel takes no lock for {@code BPF_MAP_GET_NEXT_KEY}. Where the key at hand goes meanwhile it starts over, and where the key's memory is
 * used anew it goes on from another place and leaves keys out that never moved. So keys are taken once each, and those of the last read that did
 * not come are asked for one by one. A trie answers with a shorter prefix where the key has gone; so it is walked again before, and not asked for what
 * a prefix that came holds.
 *
 * <p>Not thread-safe.
 */
final class KeyWalk {
    /** For maps whose entries come and go faster than they can be walked. */
    private static final int SPARE_STEPS = 1024;

    private final BpfMap map;
    private final Kernel kernel;
    private final MapCall element;
    private final KeyIndex seen;
    private final int keyStride;
    /** The prefixes that a read of a trie found; null for other maps. */
    private final @Nullable Prefixes came;
    /** The keys of the last read. */
    private Memory known;

    private int knownRows;

    KeyWalk(BpfMap map, Rows rows) {
        this.map = map;
        this.kernel = map.kernel();
        this.keyStride = rows.keyStride();
        this.came = map.type() == MapType.LPM_TRIE ? new Prefixes(keyStride) : null;
        this.element = new MapCall(kernel, keyStride, rows.valueStride());
        this.seen = new KeyIndex(keyStride);
        this.known = kernel.allocate(Math.max(8, keyStride));
    }

    /** Remembers what another way of reading found. */
    void remember(Rows rows, int count) {
        int bytes = count * keyStride;
        if (known.bytes().capacity() < bytes) {
            known = kernel.allocate(bytes);
        }
        known.bytes().put(0, rows.keyBytes(), 0, bytes);
        knownRows = count;
    }

    /** All entries, each key once. */
    int read(int fd, Rows rows) {
        seen.clear();
        int read = walk(fd, rows, 0);
        int missing = nextMissing(rows, 0);
        if (knownRows == 0 || (came != null && missing < knownRows)) {
            read = walk(fd, rows, read);
            missing = nextMissing(rows, missing);
        }
        if (missing < knownRows) {
            read = ask(fd, rows, read, missing);
        }
        remember(rows, read);
        return read;
    }

    /** Asks for the keys of the last read that did not come, from one of them on. */
    private int ask(int fd, Rows rows, int already, int first) {
        if (came != null) {
            came.clear();
            for (int row = 0; row < already; row++) {
                came.add(rows.keyBytes(), rows.keyAt(row));
            }
        }
        int read = already;
        for (int missing = first; missing < knownRows; missing = nextMissing(rows, missing + 1)) {
            if (came != null && came.hold(known.bytes(), missing * keyStride)) {
                continue;
            }
            element.key().bytes().put(0, known.bytes(), missing * keyStride, keyStride);
            int before = read;
            read = take(fd, rows, read);
            if (came != null && read > before) {
                came.add(rows.keyBytes(), rows.keyAt(before));
            }
        }
        return read;
    }

    /** The first of the last read's rows, from one on, whose key has not come in this one; their number where all have. */
    private int nextMissing(Rows rows, int from) {
        int row = from;
        while (row < knownRows && seen.find(rows.keyBytes(), known.bytes(), row) >= 0) {
            row++;
        }
        return row;
    }

    /** The entries of the last read if there are the same keys in the same order, so that nothing can have come in between; false if not. */
    boolean readSame(int fd, Rows rows) {
        seen.clear();
        int row = 0;
        while (next(fd, row == 0)) {
            if (row == knownRows
                    || !seen.same(known.bytes(), row, element.key().bytes(), 0)
                    || take(fd, rows, row) == row) {
                return false;
            }
            row++;
        }
        return row == knownRows;
    }

    private int walk(int fd, Rows rows, int already) {
        int read = already;
        // The bound ends a walk that never catches up with what programs do.
        long steps = 4L * map.maxEntries() + SPARE_STEPS;
        for (boolean first = true; steps > 0 && next(fd, first); first = false) {
            read = take(fd, rows, read);
            steps--;
        }
        return read;
    }

    /** Moves to the first key or the one after the key at hand; false after the last. */
    private boolean next(int fd, boolean first) {
        int result = kernel.mapNextKey(fd, element, first);
        if (result == 0) {
            element.key().bytes().put(0, element.value().bytes(), 0, keyStride);
        } else if (result != -Errno.ENOENT.number()) {
            throw Elements.refused(map, result, "be read");
        }
        return result == 0;
    }

    /** Looks the key at hand up and makes it a row; the same number of rows where it is one already or has gone. */
    private int take(int fd, Rows rows, int read) {
        if (read == rows.capacity()) {
            rows.grow(read);
        }
        int result = kernel.mapLookup(fd, element, 0);
        if (result < 0 && result != -Errno.ENOENT.number()) {
            throw Elements.refused(map, result, "be read");
        }
        rows.keyBytes().put(rows.keyAt(read), element.key().bytes(), 0, keyStride);
        if (result < 0 || !seen.add(rows.keyBytes(), read)) {
            return read;
        }
        ByteBuffer value = element.value().bytes();
        rows.valueBytes().put(rows.valueAt(read), value, 0, rows.valueStride());
        return read + 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.Objects;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.MapType;

/**
 * Reads all entries of a map into {@link Rows}, by the way that costs least, or takes them out of it.
 *
 * <p>Batches lock one bucket of a hash map after another, and a key never leaves its bucket: whatever programs do meanwhile, a key is there at
 * most once, and one that stays is there. They look twice at each bucket, so a map that is all but empty is read faster from key to key. As that
 * may lose keys of a map that changes, it counts only where it gives the keys of the last read in their order, and is left for a while where it
 * does not.
 *
 * <p>Not thread-safe.
 */
final class MapWalk {
    /** Below this the cost of a system call shows, far above it the time for which one keeps a CPU does. */
    static final int LARGEST_BATCH = 65_536;
    /** A bucket costs some ns more in batches, an entry some 700 ns more in single calls. */
    private static final int BUCKETS_PER_CALL = 1024;
    /** How many reads a map that was seen changing is read in batches before the other way is tried again. */
    private static final int PATIENCE = 64;

    private final BpfMap map;
    private final Kernel kernel;
    private final BatchCall batch;
    private final KeyWalk keys;
    private final TakeWalk taking;
    private final int sparseRows;
    private boolean batched;
    /** What the last read found; more than any map has where nothing is known. */
    private int lastRows = Integer.MAX_VALUE;
    /** How many reads are to be made in batches whatever the map looks like. */
    private int patience;

    MapWalk(BpfMap map, Rows rows) {
        this.map = map;
        this.kernel = map.kernel();
        this.batch = new BatchCall(kernel, rows.keyStride());
        this.keys = new KeyWalk(map, rows);
        this.taking = new TakeWalk(map, rows.keyStride());
        this.sparseRows = map.type().hash() ? map.maxEntries() / BUCKETS_PER_CALL : 0;
        // Batches of a trie are made of the kernel's walk from key to key, with all that it leaves out or gives twice.
        this.batched = map.type() != MapType.LPM_TRIE;
    }

    /** How many rows there are now; the descriptor must be in use by the caller. */
    int read(int fd, Rows rows) {
        if (!batched) {
            return keys.read(fd, rows);
        }
        if (lastRows <= sparseRows && patience == 0) {
            if (keys.readSame(fd, rows)) {
                return lastRows;
            }
            patience = PATIENCE;
        }
        patience = Math.max(0, patience - 1);
        lastRows = inBatches(fd, rows);
        if (lastRows <= sparseRows) {
            keys.remember(rows, lastRows);
        }
        return lastRows;
    }

    private int inBatches(int fd, Rows rows) {
        batch.restart();
        int read = 0;
        for (int restarts = 0; ; ) {
            int room = Math.min(rows.capacity() - read, LARGEST_BATCH);
            int result = kernel.mapLookupBatch(
                    fd, batch, rows.keys(), rows.keyAt(read), rows.values(), rows.valueAt(read), room);
            if (result == 0 || result == -Errno.ENOENT.number()) {
                read += Objects.checkIndex(batch.count(), room + 1);
                if (result != 0) {
                    return read;
                }
                if (read == rows.capacity()) {
                    rows.grow(read);
                }
            } else if (result == -Errno.ENOSPC.number() && room < LARGEST_BATCH) {
                rows.grow(read);
            } else if (!batch.started() && Elements.hasNoBatches(result)) {
                batched = false;
                return keys.read(fd, rows);
            } else if (result == -Errno.EINTR.number() || result == -Errno.EAGAIN.number()) {
                // Keys vanished under the kernel's own walk; after a few of these the careful way ends sooner.
                if (++restarts > 3) {
                    return keys.read(fd, rows);
                }
                batch.restart();
                read = 0;
            } else {
                throw Elements.refused(map, result, "be read");
            }
        }
    }

    /** Takes all entries out of the map, each at once, and gives how many there were. */
    int take(int fd, Rows rows) {
        taking.restart();
        int taken = 0;
        while (!taking.ended()) {
            taken += taking.next(fd, rows, taken);
        }
        return taken;
    }
}

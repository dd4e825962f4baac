// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.Objects;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/** Takes the entries out of a map, each at once, batch by batch. Not thread-safe. */
final class TakeWalk {
    private final BpfMap map;
    private final Kernel kernel;
    private final BatchCall batch;
    private boolean ended;

    TakeWalk(BpfMap map, int keyStride) {
        this.map = map;
        this.kernel = map.kernel();
        this.batch = new BatchCall(kernel, keyStride);
    }

    /** Begins again at the map's first entry. */
    void restart() {
        batch.restart();
        ended = false;
    }

    /** Whether the last entry was taken. */
    boolean ended() {
        return ended;
    }

    /** Puts entries behind the first rows, which it keeps, makes room where there is none, and gives how many it took; the descriptor must be in use by the caller. */
    int next(int fd, Rows rows, int kept) {
        while (true) {
            int room = Math.min(rows.capacity() - kept, MapWalk.LARGEST_BATCH);
            int result = room == 0
                    ? -Errno.ENOSPC.number()
                    : kernel.mapTakeBatch(
                            fd, batch, rows.keys(), rows.keyAt(kept), rows.values(), rows.valueAt(kept), room);
            if (result == 0 || result == -Errno.ENOENT.number()) {
                ended = result != 0;
                return Objects.checkIndex(batch.count(), room + 1);
            }
            if (result != -Errno.ENOSPC.number()) {
                throw Elements.refused(
                        map, Elements.hasNoBatches(result) ? -Errno.ENOTSUPP.number() : result, "be emptied");
            }
            rows.grow(kept);
        }
    }
}

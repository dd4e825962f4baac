// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The meters of one stream, which count records as they come and show what they counted when asked to. Any thread may call. */
final class EventTable {
    private final ReentrantLock lock = new ReentrantLock();
    private final EventFamily[] families;
    private final EventTap[] taps;
    private final List<Family> shown;
    private long received;

    EventTable(List<EventFamily> families, List<EventTap> taps) {
        this.taps = taps.toArray(EventTap[]::new);
        this.families = families.toArray(EventFamily[]::new);
        this.shown = families.stream().map(EventFamily::family).toList();
    }

    List<Family> families() {
        return shown;
    }

    /** Counts a record, from position to limit. */
    void take(ByteBuffer record) {
        lock.lock();
        try {
            received++;
            for (EventFamily family : families) {
                family.take(record);
            }
            for (EventTap tap : taps) {
                tap.take(record);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows all records that were counted by now, and tells how many. */
    long publish() {
        lock.lock();
        try {
            for (EventFamily family : families) {
                family.publish();
            }
            return received;
        } finally {
            lock.unlock();
        }
    }
}

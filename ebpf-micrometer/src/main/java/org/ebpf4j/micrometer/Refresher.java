// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads all that the kernel has for us, each map once, and brings the families up to date. Any thread may ask; one works, and those who came before
 * it began share what it brings. Nothing of the host's is called while it works, key decoders aside.
 */
final class Refresher {
    /** Longest that anybody waits for a refresh of somebody else's, before being served the values of the last one. */
    private static final long PATIENCE_MILLIS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Reader> readers = List.of();
    private volatile long begun;
    private volatile long completed;

    /** From now on these are read. */
    void readers(List<Reader> all) {
        readers = List.copyOf(all);
    }

    /** Brings the families up to date, or leaves them as they are where another thread takes too long to do so. Never throws. */
    void refresh() {
        long before = begun;
        if (lock.isHeldByCurrentThread() || !Patience.acquire(lock, PATIENCE_MILLIS)) {
            return;
        }
        try {
            if (completed > before) {
                return; // One that began after we asked has ended: it is as new as ours would be.
            }
            long mine = begun + 1;
            begun = mine;
            for (Reader reader : readers) {
                reader.refresh();
            }
            completed = mine;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a refresh under way, forgets the maps and runs something before anybody can refresh again. */
    void stop(Runnable last) {
        lock.lock();
        try {
            readers = List.of();
            last.run();
        } finally {
            lock.unlock();
        }
    }
}

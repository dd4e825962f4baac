// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Waiting for a lock that somebody may hold for long. */
final class Patience {
    private Patience() {}

    /**
     * Takes a lock; false where it takes too long. A thread that is interrupted does not wait, but takes what is free; its interrupt status stays set.
     */
    static boolean acquire(Lock lock, long millis) {
        try {
            return lock.tryLock() || lock.tryLock(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when a file may be read again for something that was not in it, so that keys nobody knows don't cost a read each. */
final class RereadLimit {
    private final LongSupplier nanoTime;
    private final long apart;
    private boolean read;
    private long lastRead;

    RereadLimit(LongSupplier nanoTime, Duration apart) {
        this.nanoTime = nanoTime;
        this.apart = apart.toNanos();
    }

    /** Whether to read now; a yes counts as a read. */
    boolean mayRead() {
        long now = nanoTime.getAsLong();
        if (read && now - lastRead < apart) {
            return false;
        }
        read = true;
        lastRead = now;
        return true;
    }
}

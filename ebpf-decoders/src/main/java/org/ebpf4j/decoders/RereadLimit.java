// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when a file may be read again, so that keys nobody knows don't cost a read each. */
final class RereadLimit {
    private final LongSupplier nanoTime;
    private boolean read;
    private long lastRead;

    RereadLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to read now, the last time being at least so long ago; a yes counts as a read. */
    boolean mayRead(Duration apart) {
        long now = nanoTime.getAsLong();
        if (read && now - lastRead < apart.toNanos()) {
            return false;
        }
        read = true;
        lastRead = now;
        return true;
    }
}

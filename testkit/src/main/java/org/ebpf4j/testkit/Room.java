// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import org.ebpf4j.kernel.Memory;

/** Catches the mistake that a real kernel answers by writing over whatever lies behind the buffer. */
final class Room {
    private Room() {}

    static void require(Memory memory, int at, long bytes, String what) {
        if (at < 0 || bytes < 0 || at + bytes > memory.size()) {
            throw new IllegalArgumentException("The buffer for " + what + " has " + memory.size()
                    + " bytes where the kernel reads or writes " + bytes + " from offset " + at + ".");
        }
    }
}

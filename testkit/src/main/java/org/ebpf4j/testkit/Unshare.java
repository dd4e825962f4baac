// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import jnr.ffi.LibraryLoader;

/** Takes the calling thread out of what it shares with others. */
final class Unshare {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Unshare() {}

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        /** unshare(2), of {@code <sched.h>}. */
        int unshare(int flags);
    }

    /** Gives the thread a network namespace of its own; takes CAP_SYS_ADMIN. */
    static void network() {
        if (LibraryLoader.create(LibC.class).load("c").unshare(CLONE_NEWNET) != 0) {
            throw new AssertionError("no network namespace can be made here; it takes CAP_SYS_ADMIN");
        }
    }
}

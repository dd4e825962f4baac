// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.ref.Reference;
import org.ebpf4j.kernel.Memory;

/** Processes as the kernel names them, and the memory of this one as the kernel copies it: with an error where reading it would be a signal. */
record Processes(SystemCalls calls) {
    /** {@code include/uapi/linux/pidfd.h}. */
    private static final int PIDFD_THREAD = 0200;

    /** {@code struct iovec}. */
    private static final int IOVEC_SIZE = 16;

    int open(int id, boolean thread) {
        return calls.descriptor(CLibrary.call(calls.numbers().pidfdOpen, id, thread ? PIDFD_THREAD : 0, 0));
    }

    int copy(boolean write, long address, Memory local, int length) {
        Memory vectors = SystemCalls.allocate(2 * IOVEC_SIZE);
        vectors.bytes().putLong(0, local.address()).putLong(8, length);
        vectors.bytes().putLong(IOVEC_SIZE, address).putLong(IOVEC_SIZE + 8, length);
        int number = write ? calls.numbers().processVmWritev : calls.numbers().processVmReadv;
        long self = ProcessHandle.current().pid();
        long ours = vectors.address();
        try {
            return (int) CLibrary.call(number, self, ours, 1, ours + IOVEC_SIZE, 1, 0);
        } finally {
            Reference.reachabilityFence(vectors);
            Reference.reachabilityFence(local);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.ProgramLoad;

/** Makes maps and programs for a test, and closes whatever it made. */
final class Descriptors implements AutoCloseable {
    static final int HASH = 1;
    static final int ARRAY = 2;
    static final int PERCPU_ARRAY = 6;

    static final int TRACEPOINT = 5;
    static final int PERF_EVENT = 7;
    static final int RAW_TRACEPOINT = 17;

    final LinuxKernel kernel = LinuxKernel.open();
    private final Deque<Integer> open = new ArrayDeque<>();

    static MapCreate request(int type, int keySize, int valueSize, int maxEntries, int flags) {
        return new MapCreate("ebpf4j_test", type, keySize, valueSize, maxEntries, flags, 0, 0, 0, 0, 0, 0);
    }

    int map(int type, int keySize, int valueSize, int maxEntries) {
        return opened(kernel.mapCreate(request(type, keySize, valueSize, maxEntries, 0)));
    }

    int program(int type, Instructions instructions) {
        LoadLog log = new LoadLog(kernel, 1 << 16, 1);
        int fd = kernel.programLoad(load(type, "GPL", instructions), log);
        assertTrue(fd >= 0, () -> Errno.describe(fd) + "\n" + log.string());
        return opened(fd);
    }

    static ProgramLoad load(int type, String license, Instructions instructions) {
        ByteBuffer none = ByteBuffer.allocate(0);
        return new ProgramLoad("ebpf4j_test", type, 0, 0, license, 0, instructions.bytes(), 0, none, 0, none, 0, 0, 0);
    }

    /** Takes care of a descriptor; fails the test where it is an errno. */
    int opened(int fd) {
        assertTrue(fd >= 3, () -> fd < 0 ? Errno.describe(fd) : "descriptor " + fd);
        open.push(fd);
        return fd;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            assertEquals(0, kernel.close(open.pop()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's id of the calling thread. */
final class ThreadId {
    private ThreadId() {}

    static int current() {
        try {
            // A link to PID/task/TID.
            return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

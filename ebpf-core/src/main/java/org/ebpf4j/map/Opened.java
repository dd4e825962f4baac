// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.file.Path;
import org.ebpf4j.BpfException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/** Descriptors of what a map's keys or values stand for, opened for one call. */
final class Opened {
    private Opened() {}

    static Descriptor path(BpfMap map, Path path) {
        String absolute = path.toAbsolutePath().toString();
        return held(map, absolute, map.kernel().openPath(absolute));
    }

    /** Old kernels take no cgroup by its path alone. */
    static Descriptor directory(BpfMap map, Path path) {
        String absolute = path.toAbsolutePath().toString();
        return held(map, absolute, map.kernel().open(absolute));
    }

    static Descriptor thread(BpfMap map, int id) {
        Kernel kernel = map.kernel();
        int fd = kernel.processOpen(id, true);
        if (fd == -Errno.EINVAL.number() && id > 0) {
            fd = kernel.processOpen(id, false);
            if (fd == -Errno.EINVAL.number()) {
                throw new UnsupportedException(
                        "map " + map.name() + ": thread " + id + " is not the first of its process, and kernels name"
                                + " others since 6.9; give the process's id",
                        -fd);
            }
        }
        return held(map, "thread " + id, fd);
    }

    private static Descriptor held(BpfMap map, String what, int fd) {
        if (fd < 0) {
            throw failed("map " + map.name() + ": " + what + " can't be opened: " + Errno.describe(fd), fd);
        }
        return new Descriptor(map.kernel(), what, fd);
    }

    private static BpfException failed(String message, int fd) {
        boolean missing = fd == -Errno.ENOENT.number()
                || fd == -Errno.ENOTDIR.number()
                || fd == -Errno.EACCES.number()
                || fd == -Errno.ESRCH.number();
        return missing ? new NotFoundException(message) : new SystemCallException(message, -fd);
    }
}

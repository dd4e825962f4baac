// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.List;
import java.util.TreeMap;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** The open file descriptors. As in a kernel, the lowest free number is given; 0, 1 and 2 never are. Guarded by the kernel's lock. */
final class Descriptors {
    private static final int FIRST = 3;

    private final TreeMap<Integer, KernelObject> open = new TreeMap<>();

    int open(KernelObject object) {
        int fd = FIRST;
        while (open.containsKey(fd)) {
            fd++;
        }
        open.put(fd, object);
        object.hold();
        return fd;
    }

    /** The object behind a descriptor, or null, in which case {@link #errno} tells why. */
    <T extends KernelObject> @Nullable T get(int fd, Class<T> type) {
        KernelObject object = open.get(fd);
        return type.isInstance(object) ? type.cast(object) : null;
    }

    /** The negated errno of a descriptor that is not what a call takes: not open at all, or of another kind. */
    int errno(int fd) {
        return open.containsKey(fd) ? -Errno.EINVAL.number() : -Errno.EBADF.number();
    }

    int close(int fd) {
        KernelObject object = open.remove(fd);
        if (object == null) {
            return -Errno.EBADF.number();
        }
        object.release();
        return 0;
    }

    List<OpenDescriptor> list() {
        return open.entrySet().stream()
                .map(entry ->
                        new OpenDescriptor(entry.getKey(), entry.getValue().describe()))
                .toList();
    }
}

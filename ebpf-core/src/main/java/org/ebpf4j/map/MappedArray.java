// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PageSize;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an array that was created with {@link MapSpec#MMAPABLE} (since 5.5), as this process sees it: values, each rounded up to 8 bytes, one
 * behind the other. It is mapped when it is first asked for, and unmapped when the map's descriptor is let go of; until then, that is between
 * {@code begin} and {@code end} of that descriptor, it may be read. Safe for use by several threads.
 */
final class MappedArray {
    private final Kernel kernel;
    private final MapSpec spec;
    private final long length;
    private volatile @Nullable ByteBuffer memory;
    private long address;

    MappedArray(Kernel kernel, MapSpec spec) {
        this.kernel = kernel;
        this.spec = spec;
        long bytes = (long) stride(spec) * spec.maxEntries();
        int page = PageSize.of(kernel);
        this.length = (bytes + page - 1) / page * page;
    }

    /** Whether a map's memory can be mapped, all of it by one buffer. */
    static boolean isPossible(MapSpec spec) {
        return spec.type() == MapType.ARRAY
                && (spec.flags() & MapSpec.MMAPABLE) != 0
                && (long) stride(spec) * spec.maxEntries() <= 1 << 30;
    }

    static int stride(MapSpec spec) {
        return (spec.valueSize() + 7) & ~7;
    }

    /** The values, in a read-only buffer where they can't be written: constants, and what was frozen or opened for reading only. */
    ByteBuffer memory(int fd) {
        ByteBuffer mapped = memory;
        return mapped != null ? mapped : map(fd);
    }

    private synchronized ByteBuffer map(int fd) {
        if (memory == null) {
            boolean writable = !spec.constant();
            address = kernel.memoryMap(fd, 0, length, writable);
            if (writable && isRefusal(address)) {
                writable = false;
                address = kernel.memoryMap(fd, 0, length, false);
            }
            if (isRefusal(address)) {
                throw new UnsupportedException(
                        "map " + spec.name() + " can't be mapped: " + Errno.describe(address)
                                + "; it was opened for writing only",
                        (int) -address);
            }
            if (address < 0) {
                throw new SystemCallException(
                        "map " + spec.name() + " can't be mapped: " + Errno.describe(address), (int) -address);
            }
            ByteBuffer view = kernel.memoryView(address, (int) length);
            memory = writable ? view : view.asReadOnlyBuffer().order(view.order());
        }
        return memory;
    }

    private static boolean isRefusal(long result) {
        return result == -Errno.EPERM.number() || result == -Errno.EACCES.number();
    }

    /** Called once, when nobody reads any more. */
    synchronized void close() {
        if (memory != null) {
            memory = null;
            kernel.memoryUnmap(address, length);
        }
    }
}

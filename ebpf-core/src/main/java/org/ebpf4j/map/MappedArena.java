// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.BpfException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PageSize;
import org.ebpf4j.spec.MapSpec;

/**
 * Where an arena is in this process. It is mapped when it is first asked for, and unmapped when the map's descriptor is let go of. Nobody reads the memory
 * itself: a page that programs have not allocated, or have freed, could be a signal. Safe for use by several threads.
 */
final class MappedArena {
    private static final long LARGEST = 1L << 32;

    private final Kernel kernel;
    private final MapSpec spec;
    private final long length;
    private long address;

    MappedArena(Kernel kernel, MapSpec spec) {
        this.kernel = kernel;
        this.spec = spec;
        this.length = Integer.toUnsignedLong(spec.maxEntries()) * PageSize.of(kernel);
    }

    long length() {
        return length;
    }

    synchronized long address(int fd) {
        if (address == 0) {
            address = map(fd);
        }
        return address;
    }

    private long map(int fd) {
        if (length > LARGEST) {
            throw new UnsupportedException(
                    "map " + spec.name() + " can't be mapped: an arena has 4 GiB at most, lower its max_entries", 0);
        }
        long mapped = spec.mapExtra() == 0
                ? kernel.memoryMap(fd, 0, length, true)
                : kernel.memoryMapAt(fd, spec.mapExtra(), length);
        if (mapped < 0) {
            throw refused((int) -mapped);
        }
        return mapped;
    }

    private BpfException refused(int errno) {
        String text = "map " + spec.name() + " can't be mapped: " + Errno.describe(-errno);
        if (errno == Errno.EEXIST.number()) {
            text += "; this process has other memory at the address of its map_extra, choose another or none";
        } else if (errno == Errno.EBUSY.number()) {
            text += "; another process has it at an address that is not free here, give it one by map_extra";
        }
        return new SystemCallException(text, errno);
    }

    /** Called once, when nobody reads any more. */
    synchronized void close() {
        if (address != 0) {
            kernel.memoryUnmap(address, length);
            address = 0;
        }
    }
}

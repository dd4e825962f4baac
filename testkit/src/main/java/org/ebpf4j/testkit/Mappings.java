// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;
import org.jspecify.annotations.Nullable;

/** The memory that is mapped into the simulated process, at addresses that mean nothing outside it. Guarded by the kernel's lock. */
final class Mappings {
    static final int PAGE = 4096;

    private static final long FIRST_ADDRESS = 0x7e00_0000_0000L;

    private final TreeMap<Long, Mapping> mapped = new TreeMap<>();
    private long nextAddress = FIRST_ADDRESS;

    /** Of a kernel's object, or once it was detached of none, with no bytes. */
    private record Mapping(@Nullable KernelObject object, ByteBuffer bytes, int length, boolean writable) {
        void letGo() {
            if (object != null) {
                count(object, writable ? -1 : 0);
                object.release();
            }
        }
    }

    long map(MapObject map, long offset, long length, boolean writable) {
        return placed(map(map, nextAddress, offset, length, writable), length);
    }

    /** Leaves a page free behind what was mapped at the next address. */
    private long placed(long address, long length) {
        nextAddress += address < 0 ? 0 : MapShape.roundUp(length, PAGE) + PAGE;
        return address;
    }

    long mapAt(MapObject map, long address, long length) {
        if (address <= 0 || address % PAGE != 0 || length <= 0) {
            return -Errno.EINVAL.number();
        }
        Map.Entry<Long, Mapping> before = mapped.lowerEntry(address + length);
        boolean taken = before != null && before.getKey() + before.getValue().length > address;
        return taken ? -Errno.EEXIST.number() : map(map, address, 0, length, true);
    }

    /** As the kernel copies for a process: an error where nothing is mapped, or not for writing. */
    int copy(long address, Memory local, int length, boolean write) {
        Room.require(local, 0, length, "the bytes");
        Map.Entry<Long, Mapping> entry = mapped.floorEntry(address);
        long at = entry == null ? -1 : address - entry.getKey();
        if (entry == null || at >= entry.getValue().bytes.capacity() || (write && !entry.getValue().writable)) {
            return -Errno.EFAULT.number();
        }
        ByteBuffer bytes = entry.getValue().bytes;
        int copied = (int) Math.min(length, bytes.capacity() - at);
        if (write) {
            bytes.put((int) at, local.bytes(), 0, copied);
        } else {
            local.bytes().put(0, bytes, (int) at, copied);
        }
        return copied;
    }

    private long map(MapObject map, long address, long offset, long length, boolean writable) {
        if (offset < 0 || offset % PAGE != 0 || length <= 0) {
            return -Errno.EINVAL.number();
        }
        if (map.store() instanceof RingStore ring) {
            return writable && !ring.mayWrite(offset, length)
                    ? -Errno.EPERM.number()
                    : put(map, address, ring.area(), offset, length, writable);
        }
        if (!(map.store() instanceof ArrayStore array)) {
            return -Errno.ENOTSUPP.number();
        }
        if (writable && map.frozen()) {
            return -Errno.EPERM.number();
        }
        if (!map.has(MapFlags.MMAPABLE)) {
            return -Errno.EINVAL.number();
        }
        return put(map, address, array.area(), offset, length, writable);
    }

    /** Maps a page and a power of two of them. */
    long map(PerfEventObject event, long offset, long length, boolean writable) {
        long pages = length / PAGE - 1;
        if (offset != 0 || length % PAGE != 0 || pages < 1 || Long.bitCount(pages) != 1) {
            return -Errno.EINVAL.number();
        }
        return placed(put(event, nextAddress, event.area((int) length).bytes(), 0, length, writable), length);
    }

    private long put(KernelObject object, long address, ByteBuffer area, long offset, long length, boolean writable) {
        long rounded = MapShape.roundUp(length, PAGE);
        if (offset > area.capacity() || rounded > area.capacity() - offset) {
            return -Errno.EINVAL.number();
        }
        ByteBuffer bytes = area.slice((int) offset, (int) rounded);
        mapped.put(address, new Mapping(object, writable ? bytes : bytes.asReadOnlyBuffer(), (int) rounded, writable));
        object.hold();
        count(object, writable ? 1 : 0);
        return address;
    }

    ByteBuffer view(long address, int length) {
        Map.Entry<Long, Mapping> entry = mapped.floorEntry(address);
        long at = entry == null ? -1 : address - entry.getKey();
        if (entry == null || at + length > entry.getValue().bytes.capacity() || length < 0) {
            throw new IllegalArgumentException(
                    length + " bytes at 0x" + Long.toHexString(address) + " are not mapped; reading them would crash.");
        }
        return entry.getValue().bytes.slice((int) at, length).order(ByteOrder.nativeOrder());
    }

    /** Buffers that there are already go on showing what was mapped, for Java's can't be moved. */
    int detach(long address, long length, boolean writable) {
        Mapping mapping = whole(address, length);
        if (mapping == null) {
            return -Errno.EINVAL.number();
        }
        mapped.put(address, new Mapping(null, ByteBuffer.allocateDirect(0), mapping.length, writable));
        mapping.letGo();
        return 0;
    }

    int unmap(long address, long length) {
        Mapping mapping = whole(address, length);
        if (mapping == null) {
            return -Errno.EINVAL.number();
        }
        mapped.remove(address);
        mapping.letGo();
        return 0;
    }

    private @Nullable Mapping whole(long address, long length) {
        Mapping mapping = mapped.get(address);
        return mapping == null || MapShape.roundUp(length, PAGE) != mapping.length ? null : mapping;
    }

    private static void count(KernelObject object, int change) {
        if (object instanceof MapObject map) {
            map.writableMappings(change);
        }
    }

    List<String> list() {
        List<String> list = new ArrayList<>();
        for (Mapping mapping : mapped.values()) {
            KernelObject object = mapping.object;
            if (object != null) {
                list.add(object.describe() + " (" + mapping.length + " bytes mapped)");
            }
        }
        return list;
    }
}

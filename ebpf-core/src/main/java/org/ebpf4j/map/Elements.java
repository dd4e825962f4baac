// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.concurrent.locks.ReentrantLock;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.MapCall;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Element calls on a map with buffers that are reused, so that nothing is allocated. One call at a time has its buffers without a lock; those that
 * meet it take turns with a second set. Safe for use by several threads.
 */
final class Elements {
    private final BpfMap map;
    private final Kernel kernel;
    private final Descriptor descriptor;
    private final int fd;
    private final MapCall alone;
    private @Nullable MapCall shared;
    private final ReentrantLock turn = new ReentrantLock();

    Elements(BpfMap map) {
        this.map = map;
        this.kernel = map.kernel();
        this.descriptor = map.descriptor();
        this.fd = descriptor.number();
        this.alone = newCall();
    }

    private MapCall newCall() {
        return new MapCall(kernel, map.keySize(), map.copiedSize());
    }

    /** Buffers for one call; {@link #end} must follow. */
    MapCall begin() {
        if (descriptor.tryBeginAlone()) {
            return alone;
        }
        descriptor.begin();
        turn.lock();
        try {
            if (shared == null) {
                shared = newCall();
            }
            return shared;
        } catch (RuntimeException | Error e) {
            // There may be no memory for them; the next call may find some.
            turn.unlock();
            descriptor.end();
            throw e;
        }
    }

    void end(MapCall call) {
        if (call == alone) {
            descriptor.endAlone();
        } else {
            turn.unlock();
            descriptor.end();
        }
    }

    /** False where the key is not there. */
    boolean lookup(MapCall call) {
        return found(kernel.mapLookup(fd, call, 0), "be looked up");
    }

    /** False where the key is not there. */
    boolean take(MapCall call) {
        return found(kernel.mapTake(fd, call, 0), "give up an entry");
    }

    /** False where the key is not there. */
    boolean delete(MapCall call) {
        int result = kernel.mapDelete(fd, call);
        // What a sockmap answers where there is no socket.
        boolean none = result == -Errno.EINVAL.number() && map.type() == MapType.SOCKMAP;
        return !none && found(result, "give up a key");
    }

    /** Removes a key by its codec; false where it is not there. */
    <K> boolean remove(Codec<K> keys, K key) {
        MapCall call = begin();
        try {
            keys.write(key, call.key().bytes(), 0);
            return delete(call);
        } finally {
            end(call);
        }
    }

    /** Removes a key that is an integer; false where it is not there. */
    boolean remove(int keySize, long key) {
        MapCall call = begin();
        try {
            Integers.put(call.key().bytes(), 0, keySize, key);
            return delete(call);
        } finally {
            end(call);
        }
    }

    /** What the kernel answers to a batch where it has none for maps of the type. */
    static boolean hasNoBatches(int result) {
        return result == -Errno.EINVAL.number()
                || result == -Errno.ENOTSUPP.number()
                || result == -Errno.EOPNOTSUPP.number();
    }

    /** False where flags ask for the key to be there, or not to be there, and it is otherwise. */
    boolean update(MapCall call, long flags) {
        int result = kernel.mapUpdate(fd, call, flags);
        boolean otherwise = (flags == BpfMap.NO_EXIST && result == -Errno.EEXIST.number())
                || (flags == BpfMap.EXIST && result == -Errno.ENOENT.number());
        if (result < 0 && !otherwise) {
            throw refused(map, result, "be updated");
        }
        return !otherwise;
    }

    private boolean found(int result, String what) {
        if (result < 0 && result != -Errno.ENOENT.number()) {
            throw refused(map, result, what);
        }
        return result >= 0;
    }

    static BpfException refused(BpfMap map, int result, String what) {
        return refused(map, result, what, "");
    }

    /** With an end of the message that only the caller knows. */
    static BpfException refused(BpfMap map, int result, String what, String more) {
        boolean tooMany = result == -Errno.E2BIG.number();
        if (tooMany && indexed(map.type())) {
            return new SystemCallException(
                    "map " + map.name() + " has no such index, only 0 to " + (map.maxEntries() - 1) + more, -result);
        }
        if (tooMany || (result == -Errno.ENOSPC.number() && map.type() == MapType.LPM_TRIE)) {
            return new BusyException(
                    "map " + map.name() + " is full: it holds " + map.maxEntries()
                            + " entries, raise its max_entries or delete some" + more,
                    -result);
        }
        String text = "map " + map.name() + " (" + map.type() + ") can't " + what + ": ";
        if (result == -Errno.ENOTSUPP.number() || result == -Errno.EOPNOTSUPP.number()) {
            return new UnsupportedException(
                    text + "this kernel does not do that with maps of this type" + more, -result);
        }
        return new SystemCallException(text + Errno.describe(result) + hint(map, result, what) + more, -result);
    }

    private static String hint(BpfMap map, int result, String what) {
        if (result == -Errno.EPERM.number()) {
            return "; it was frozen or opened without that access, or CAP_BPF is missing";
        }
        boolean array = map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY;
        return array && result == -Errno.EINVAL.number() && what.startsWith("give up")
                ? "; an array has all its keys for good, write zeros"
                : "";
    }

    private static boolean indexed(MapType type) {
        return switch (type) {
            case ARRAY, PERCPU_ARRAY, PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> true;
            case DEVMAP, CPUMAP, SOCKMAP, XSKMAP, REUSEPORT_SOCKARRAY -> true;
            default -> false;
        };
    }
}

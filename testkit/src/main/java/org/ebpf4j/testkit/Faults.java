// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import org.ebpf4j.kernel.Errno;

/** Which calls are to fail, what is to run before them, and how often each was made. Guarded by the kernel's lock. */
final class Faults {
    private final Map<Call, Queue<Errno>> once = new EnumMap<>(Call.class);
    private final Map<Call, Errno> always = new EnumMap<>(Call.class);
    private final Map<Call, Runnable> before = new EnumMap<>(Call.class);
    private final Map<Call, Long> counts = new EnumMap<>(Call.class);

    void failNext(Call call, Errno errno) {
        requireErrno(call);
        once.computeIfAbsent(call, unused -> new ArrayDeque<>()).add(errno);
    }

    void failAlways(Call call, Errno errno) {
        requireErrno(call);
        always.put(call, errno);
    }

    void heal(Call call) {
        once.remove(call);
        always.remove(call);
    }

    void before(Call call, Runnable action) {
        before.put(call, action);
    }

    long count(Call call) {
        return counts.getOrDefault(call, 0L);
    }

    /** Notes a call under way; answers the negated errno that it is to fail with, 0 for none. */
    int enter(Call call) {
        counts.merge(call, 1L, Long::sum);
        Runnable action = before.get(call);
        if (action != null) {
            action.run();
        }
        Queue<Errno> queue = once.get(call);
        Errno queued = queue == null ? null : queue.poll();
        Errno errno = queued == null ? always.get(call) : queued;
        return errno == null ? 0 : -errno.number();
    }

    private static void requireErrno(Call call) {
        if (!call.canFail()) {
            throw new IllegalArgumentException(call + " has no errno to fail with.");
        }
    }
}

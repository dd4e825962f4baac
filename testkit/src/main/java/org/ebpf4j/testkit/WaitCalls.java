// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** Sets of descriptors to wait for, and events. Guarded by the kernel's lock, which waiting lets go of. */
final class WaitCalls {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Object lock;
    private final Descriptors descriptors;

    WaitCalls(Object lock, Descriptors descriptors) {
        this.lock = lock;
        this.descriptors = descriptors;
    }

    /** Something with neither id nor type. */
    private abstract static class Plain extends KernelObject {
        Plain() {
            super(List.of());
        }

        @Override
        @Nullable
        ObjectKind kind() {
            return null;
        }
    }

    private static final class Event extends Plain {
        private boolean signalled;

        @Override
        String describe() {
            return "event";
        }
    }

    /**
     * What is waited for.
     *
     * @param object what the descriptor was of
     * @param writable whether to wait for room to write
     */
    private record Member(KernelObject object, boolean writable) {}

    private static final class Set extends Plain {
        /** By descriptor. */
        private final Map<Integer, Member> members = new LinkedHashMap<>();

        /** As in a kernel, what is closed leaves. */
        void forgetClosed(Descriptors open) {
            members.entrySet()
                    .removeIf(member -> open.get(member.getKey(), KernelObject.class)
                            != member.getValue().object());
        }

        @Override
        String describe() {
            return "epoll of " + members.keySet();
        }
    }

    int createSet() {
        return descriptors.open(new Set());
    }

    int createEvent() {
        return descriptors.open(new Event());
    }

    int add(int setFd, int fd, boolean writable) {
        Set set = descriptors.get(setFd, Set.class);
        if (set == null) {
            return descriptors.errno(setFd);
        }
        KernelObject object = descriptors.get(fd, KernelObject.class);
        if (object == null) {
            return descriptors.errno(fd);
        }
        boolean waitable = object instanceof Event || object instanceof PerfEventObject || object instanceof MapObject;
        if (!waitable) {
            return -Errno.EPERM.number();
        }
        set.forgetClosed(descriptors);
        return set.members.putIfAbsent(fd, new Member(object, writable)) == null ? 0 : -Errno.EEXIST.number();
    }

    int remove(int setFd, int fd) {
        Set set = descriptors.get(setFd, Set.class);
        if (set == null) {
            return descriptors.errno(setFd);
        }
        set.forgetClosed(descriptors);
        return set.members.remove(fd) != null ? 0 : -Errno.ENOENT.number();
    }

    int signal(int fd) {
        Event event = descriptors.get(fd, Event.class);
        if (event == null) {
            return descriptors.errno(fd);
        }
        event.signalled = true;
        lock.notifyAll();
        return 0;
    }

    boolean isEvent(int fd) {
        return descriptors.get(fd, Event.class) != null;
    }

    int read(int fd, Memory to) {
        Event event = descriptors.get(fd, Event.class);
        if (event == null || !event.signalled) {
            return -Errno.EAGAIN.number();
        }
        event.signalled = false;
        to.bytes().putLong(0, 1);
        return Long.BYTES;
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is there; what it waits for is several things.
    int await(int setFd, int timeoutMillis) {
        Set set = descriptors.get(setFd, Set.class);
        if (set == null) {
            return descriptors.errno(setFd);
        }
        long deadline = System.nanoTime() + timeoutMillis * NANOS_PER_MILLI;
        while (true) {
            set.forgetClosed(descriptors);
            if (set.members.values().stream().anyMatch(WaitCalls::isReady)) {
                return 1;
            }
            long left = timeoutMillis < 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
            if (left <= 0) {
                return 0;
            }
            try {
                // A reader that moves on in mapped memory tells nobody, so what only it changes is looked at again.
                lock.wait(Math.max(1, Math.min(left / NANOS_PER_MILLI, 100)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -Errno.EINTR.number();
            }
        }
    }

    private static boolean isReady(Member member) {
        if (member.object() instanceof Event event) {
            return event.signalled;
        }
        if (member.object() instanceof PerfEventObject event) {
            return event.hasRecords();
        }
        // Any other map is an error, which is told at once.
        return member.object() instanceof MapObject map
                && (!(map.store() instanceof RingStore ring) || ring.ready(member.writable()));
    }
}

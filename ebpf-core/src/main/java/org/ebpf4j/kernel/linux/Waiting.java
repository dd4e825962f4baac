// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.ref.Reference;
import java.util.Objects;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;

/** Sets of descriptors to wait for, and events to wake those who wait. Numbers: {@code include/uapi/linux/eventpoll.h} and {@code eventfd.h}. */
record Waiting(SystemCalls calls) {
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NON_BLOCKING = 04000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;

    int create() {
        return calls.descriptor(CLibrary.call(calls.numbers().epollCreate1, CLOSE_ON_EXEC, 0, 0));
    }

    int add(int epollFd, int fd, boolean writable) {
        return control(epollFd, EPOLL_CTL_ADD, fd, writable ? EPOLLOUT : EPOLLIN);
    }

    int remove(int epollFd, int fd) {
        return control(epollFd, EPOLL_CTL_DEL, fd, 0);
    }

    private int control(int epollFd, int operation, int fd, int events) {
        Memory event = SystemCalls.allocate(Kernel.POLL_SIZE);
        event.bytes().putInt(0, events);
        try {
            return (int) CLibrary.call(calls.numbers().epollCtl, epollFd, operation, fd, event.address(), 0, 0);
        } finally {
            Reference.reachabilityFence(event);
        }
    }

    int wait(int epollFd, Memory scratch, int timeoutMillis) {
        Objects.checkFromIndexSize(0, Kernel.POLL_SIZE, scratch.size());
        try {
            return CLibrary.epollWait(epollFd, scratch.address(), 1, timeoutMillis);
        } finally {
            Reference.reachabilityFence(scratch);
        }
    }

    int createEvent() {
        return calls.descriptor(CLibrary.call(calls.numbers().eventfd2, 0, CLOSE_ON_EXEC | NON_BLOCKING, 0));
    }

    int signal(int eventFd) {
        Memory one = SystemCalls.allocate(Long.BYTES);
        one.bytes().putLong(0, 1);
        return Math.min(calls.write(eventFd, one, Long.BYTES), 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import static org.ebpf4j.kernel.Errno.EAGAIN;
import static org.ebpf4j.kernel.Errno.EBADF;
import static org.ebpf4j.kernel.Errno.EEXIST;
import static org.ebpf4j.kernel.Errno.ENOENT;
import static org.ebpf4j.kernel.Errno.EPERM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.PerfEvent;
import org.junit.jupiter.api.Test;

/** What streams are made of, asserted alike of the simulation and of the real kernel: waiting, waking, and the memory of buffers. */
abstract class StreamConformance {
    private static final int RINGBUF = 27;
    private static final int USER_RINGBUF = 31;
    private static final int PERF_EVENT_ARRAY = 4;
    private static final int PAGE = 4096;

    abstract Kernel kernel();

    private int ring(int type) {
        int fd = kernel().mapCreate(TestMap.request(type, 0, 0, 4 * PAGE, 0));
        assertTrue(fd > 0, () -> "creating answered " + fd);
        return fd;
    }

    private static void answers(Errno errno, long result) {
        assertEquals(-errno.number(), result);
    }

    @Test
    void anEventIsReadyFromSignalToRead() {
        Memory scratch = kernel().allocate(Kernel.POLL_SIZE);
        int set = kernel().epollCreate();
        int event = kernel().eventCreate();
        assertEquals(0, kernel().epollAdd(set, event, false));
        answers(EEXIST, kernel().epollAdd(set, event, false));
        assertEquals(0, kernel().epollWait(set, scratch, 0));
        answers(EAGAIN, kernel().read(event, scratch, 8));
        assertEquals(0, kernel().eventSignal(event));
        assertEquals(1, kernel().epollWait(set, scratch, -1));
        assertEquals(1, kernel().epollWait(set, scratch, 0));
        assertEquals(8, kernel().read(event, scratch, 8));
        assertEquals(0, kernel().epollWait(set, scratch, 1));
        assertEquals(0, kernel().epollRemove(set, event));
        answers(ENOENT, kernel().epollRemove(set, event));
        assertEquals(0, kernel().close(event));
        assertEquals(0, kernel().close(set));
        answers(EBADF, kernel().epollWait(9_999, scratch, 0));
        answers(EBADF, kernel().eventSignal(9_999));
    }

    @Test
    void aSignalWakesWhoWaits() throws Exception {
        int set = kernel().epollCreate();
        int event = kernel().eventCreate();
        assertEquals(0, kernel().epollAdd(set, event, false));
        int[] answer = {-1};
        Thread waiting = new Thread(() -> answer[0] = kernel().epollWait(set, kernel().allocate(Kernel.POLL_SIZE), -1));
        waiting.start();
        assertEquals(0, kernel().eventSignal(event));
        waiting.join();
        assertEquals(1, answer[0]);
        kernel().close(event);
        kernel().close(set);
    }

    @Test
    void consumersWriteTheFirstPageOfRingBuffersOnly() {
        int fd = ring(RINGBUF);
        answers(EPERM, kernel().memoryMap(fd, PAGE, 9 * PAGE, true));
        answers(EPERM, kernel().memoryMap(fd, 0, 2 * PAGE, true));
        maps(fd, 0, PAGE, true);
        maps(fd, PAGE, 9 * PAGE, false);
        kernel().close(fd);
    }

    @Test
    void producersWriteAllButTheFirstPageOfUserRingBuffers() {
        int fd = ring(USER_RINGBUF);
        answers(EPERM, kernel().memoryMap(fd, 0, PAGE, true));
        maps(fd, 0, PAGE, false);
        maps(fd, PAGE, 9 * PAGE, true);
        Memory scratch = kernel().allocate(Kernel.POLL_SIZE);
        int set = kernel().epollCreate();
        assertEquals(0, kernel().epollAdd(set, fd, true));
        assertEquals(1, kernel().epollWait(set, scratch, 0));
        kernel().close(set);
        kernel().close(fd);
    }

    @Test
    void mapsThatAreNoStreamsAreReadyAtOnce() {
        int set = kernel().epollCreate();
        try (TestMap map = TestMap.open(kernel(), 1, TestMap.HASH, 4, 0)) {
            // Their readiness is an error.
            assertEquals(0, kernel().epollAdd(set, map.fd, false));
            assertEquals(1, kernel().epollWait(set, kernel().allocate(Kernel.POLL_SIZE), 0));
            assertEquals(0, kernel().epollRemove(set, map.fd));
        }
        int fd = ring(RINGBUF);
        assertEquals(0, kernel().epollAdd(set, fd, false));
        assertEquals(0, kernel().epollWait(set, kernel().allocate(Kernel.POLL_SIZE), 0));
        kernel().close(fd);
        kernel().close(set);
    }

    @Test
    void aPerfEventHasAPageAndAPowerOfTwoOfThem() {
        int array = kernel().mapCreate(TestMap.request(PERF_EVENT_ARRAY, 4, 4, 2, 0));
        int event = kernel().perfEventOpen(new PerfEvent(1, 10, 1, false, null, 0, 0, -1, 0, 1 << 10, 1));
        assertTrue(array > 0 && event > 0, () -> array + " and " + event);
        answers(Errno.EINVAL, kernel().memoryMap(event, 0, 4 * PAGE, true));
        assertEquals(0, kernel().perfEventEnable(event));
        maps(event, 0, 3 * PAGE, true);
        answers(EBADF, kernel().perfEventEnable(9_999));
        kernel().close(event);
        kernel().close(array);
    }

    private void maps(int fd, long offset, long length, boolean writable) {
        long address = kernel().memoryMap(fd, offset, length, writable);
        assertTrue(address > 0, () -> "mapping answered " + address);
        ByteBuffer view = kernel().memoryView(address, 8);
        assertTrue(view.getLong(0) >= 0);
        assertEquals(0, kernel().memoryUnmap(address, length));
    }
}

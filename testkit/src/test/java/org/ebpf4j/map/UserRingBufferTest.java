// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.ebpf4j.BpfObject;
import org.ebpf4j.TestObjects;
import org.ebpf4j.TestRun;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;

/** User ring buffers as a program of the real kernel drains them. */
@KernelTest(needs = {Need.BPF, Need.USER_RING_BUFFER})
class UserRingBufferTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private static BpfObject load(Kernel kernel) {
        return BpfObject.load(TestObjects.read("user_ring.bpf.o"), kernel);
    }

    private static void drain(BpfObject object) {
        object.program("drain")
                .run(new TestRun().context(ByteBuffer.allocate(16).order(ByteOrder.nativeOrder())));
    }

    private static void send(UserRingBuffer ring, long number) {
        try (UserRingBuffer.Reservation message = Objects.requireNonNull(ring.reserve(Long.BYTES))) {
            message.bytes().putLong(number);
            message.submit();
        }
    }

    @Test
    void aProgramTakesWhatWasSubmittedAndNotWhatWasDiscarded(Kernel kernel) {
        try (BpfObject object = load(kernel);
                UserRingBuffer ring = object.userRingBuffer("messages")) {
            // Round the buffer several times, whose size is no multiple of what a round takes.
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 100; i++) {
                    send(ring, i);
                }
                Objects.requireNonNull(ring.reserve(24)).discard();
                drain(object);
            }
            assertEquals(5000, object.variable("taken").getLong());
            assertEquals(50 * 4950, object.variable("sum").getLong());
        }
    }

    @Test
    void whatIsNotFinishedKeepsBackWhatComesAfter(Kernel kernel) {
        try (BpfObject object = load(kernel);
                UserRingBuffer ring = object.userRingBuffer("messages")) {
            UserRingBuffer.Reservation first = Objects.requireNonNull(ring.reserve(8));
            send(ring, 5);
            drain(object);
            assertEquals(0, object.variable("taken").getLong());
            first.bytes().putLong(7);
            first.submit();
            drain(object);
            assertEquals(2, object.variable("taken").getLong());
            assertEquals(12, object.variable("sum").getLong());
            assertThrows(IllegalStateException.class, first::submit);
            assertThrows(IndexOutOfBoundsException.class, () -> first.bytes().putLong(0, 1));
        }
    }

    @Test
    void fullBufferIsWaitedForUntilAProgramTakes(Kernel kernel) throws Exception {
        try (BpfObject object = load(kernel);
                UserRingBuffer ring = object.userRingBuffer("messages")) {
            for (long fit = ring.size() / 16; fit > 0; fit--) {
                send(ring, 1);
            }
            assertNull(ring.reserve(8));
            assertThrows(IllegalArgumentException.class, () -> ring.reserve(-1));
            assertThrows(IllegalArgumentException.class, () -> ring.reserve((int) ring.size()));
            assertNull(ring.reserve(8, Duration.ofMillis(2)));
            AtomicReference<UserRingBuffer.Reservation> reserved = new AtomicReference<>();
            Thread waiting = new Thread(() -> reserved.set(ring.reserve(8, LONG)));
            waiting.start();
            drain(object);
            waiting.join();
            Objects.requireNonNull(reserved.get()).discard();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndSoDoesClosing(Kernel kernel) throws Exception {
        try (BpfObject object = load(kernel)) {
            UserRingBuffer ring = object.userRingBuffer("messages");
            while (true) {
                UserRingBuffer.Reservation message = ring.reserve(504);
                if (message == null) {
                    break;
                }
                message.submit();
            }
            Thread interrupted = new Thread(() -> assertNull(ring.reserve(504, LONG)));
            interrupted.start();
            interrupted.interrupt();
            interrupted.join();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread closed = new Thread(() -> ring.reserve(504, LONG));
            closed.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            closed.start();
            ring.close();
            closed.join();
            assertEquals(
                    IllegalStateException.class,
                    Objects.requireNonNull(thrown.get()).getClass());
            assertThrows(IllegalStateException.class, () -> ring.reserve(8));
        }
    }

    @Test
    void aReservationOutlivesTheBuffer(Kernel kernel) {
        try (BpfObject object = load(kernel)) {
            UserRingBuffer ring = object.userRingBuffer("messages");
            UserRingBuffer.Reservation message = Objects.requireNonNull(ring.reserve(8));
            ring.close();
            message.bytes().putLong(3);
            message.submit();
            drain(object);
            assertEquals(3, object.variable("sum").getLong());
        }
    }
}

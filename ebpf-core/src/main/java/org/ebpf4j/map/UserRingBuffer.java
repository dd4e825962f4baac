// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.kernel.Gate;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * The producer of a {@code BPF_MAP_TYPE_USER_RINGBUF} (since 6.1): messages of this process, which programs take by {@code bpf_user_ringbuf_drain}
 * whenever they run. Programs see them in the order of the reservations, up to the first that is neither submitted nor discarded.
 *
 * <p>All methods may be called from several threads. {@link #close} may be called at any time by any thread; every later reservation is an
 * {@link IllegalStateException}, and the memory is unmapped once those that there are have been submitted or discarded. Layout:
 * {@code kernel/bpf/ringbuf.c}.
 */
public final class UserRingBuffer implements AutoCloseable {
    private static final int HEADER = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;
    /** How long to wait where there is room, which wakes at once, but not enough. */
    private static final long PAUSE_NANOS = 100_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final BpfMap map;
    private final RingMemory memory;
    private final Gate gate;
    private final ReentrantLock turn = new ReentrantLock();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Waiter waiter;

    /**
     * Maps a user ring buffer.
     *
     * @param map a user ring buffer of at most 1 GiB; its descriptor is in use until {@link #close}, even where the map is closed before
     * @throws IllegalArgumentException where the map is of another type, or larger
     * @throws org.ebpf4j.SystemCallException where the kernel refuses to map it
     */
    public UserRingBuffer(BpfMap map) {
        this.map = map;
        this.memory = RingMemory.map(map, MapType.USER_RINGBUF);
        String what = "user ring buffer " + map.name();
        this.gate = new Gate(what, memory::unmap);
        try {
            this.waiter = waiter(what);
        } catch (RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    private Waiter waiter(String what) {
        Waiter made = new Waiter(map.kernel(), what);
        try {
            made.addProducer(memory.fd());
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /**
     * Reserves room for a message.
     *
     * @param bytes 0 or more
     * @return the room, to be submitted or discarded; null where there is not enough of it now
     * @throws IllegalArgumentException where the buffer is smaller than the message with its 8 bytes of header
     * @throws IllegalStateException after {@link #close}
     * @throws MalformedObjectException where the buffer's positions can't be
     */
    public @Nullable Reservation reserve(int bytes) {
        if (bytes < 0 || bytes > memory.size() - HEADER) {
            throw new IllegalArgumentException("a message of " + bytes + " bytes does not fit user ring buffer "
                    + map.name() + " of " + memory.size() + " with its header");
        }
        gate.begin();
        Reservation reserved = null;
        turn.lock();
        try {
            reserved = take(bytes);
        } finally {
            turn.unlock();
            if (reserved == null) {
                gate.end();
            }
        }
        return reserved;
    }

    private @Nullable Reservation take(int bytes) {
        long position = (long) SharedWords.LONG.get(memory.producer(), 0);
        long used = position - (long) SharedWords.LONG.getAcquire(memory.consumer(), 0);
        if (used < 0 || used > memory.size() || (position & (HEADER - 1)) != 0) {
            throw new MalformedObjectException("user ring buffer " + map.name() + " is corrupt: it has " + used + " of "
                    + memory.size() + " bytes in use, load the object again");
        }
        int total = (bytes + HEADER + 7) & ~7;
        if (total > memory.size() - used) {
            return null;
        }
        int at = (int) (position & (memory.size() - 1));
        ByteBuffer data = memory.data();
        data.putInt(at, bytes | BUSY).putInt(at + Integer.BYTES, 0);
        SharedWords.LONG.setRelease(memory.producer(), 0, position + total);
        return new Reservation(at, data.slice(at + HEADER, bytes).order(ByteOrder.nativeOrder()));
    }

    /**
     * Reserves room for a message, and waits for it where programs have to take others before.
     *
     * @param bytes 0 or more
     * @param timeout how long to wait at most
     * @return the room, to be submitted or discarded; null where the time was up, or the thread was interrupted, whose interrupt status stays set
     * @throws IllegalArgumentException as {@link #reserve(int)}, or where the timeout is negative
     * @throws IllegalStateException where this is closed, before or while waiting
     */
    public @Nullable Reservation reserve(int bytes, Duration timeout) {
        long deadline = System.nanoTime() + Streams.nanos(timeout);
        Reservation reserved = reserve(bytes);
        boolean ready = false;
        while (reserved == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return null;
            }
            if (ready) {
                LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
            }
            ready = await(deadline);
            reserved = reserve(bytes);
        }
        return reserved;
    }

    private boolean await(long deadline) {
        waiter.descriptor().begin();
        try {
            if (!waiting.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                // Not longer than a second, for the others that wait for their turn may need less room.
                long left = Math.max(0, deadline - System.nanoTime());
                return waiter.await((int) Math.min(1000, (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
            } finally {
                waiting.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiter.descriptor().end();
        }
    }

    /**
     * How large the buffer is.
     *
     * @return bytes
     */
    public long size() {
        return memory.size();
    }

    /** Ends reservations and waits, and unmaps the buffer. What was submitted stays there for programs. Calling it again does nothing. */
    @Override
    public void close() {
        gate.close();
        waiter.close();
    }

    /**
     * Room for one message, to be filled and submitted or discarded by one thread. Until then, programs see none of the messages that were reserved
     * after it.
     */
    public final class Reservation implements AutoCloseable {
        private final int at;
        private final ByteBuffer bytes;
        private boolean done;

        private Reservation(int at, ByteBuffer bytes) {
            this.at = at;
            this.bytes = bytes;
        }

        /**
         * Where to write the message, in the memory that is shared with the kernel.
         *
         * @return as many bytes as were reserved, in native byte order, not zeroed; empty once submitted or discarded, after which what is written to
         *     views that were made of it (slice, duplicate) spoils other messages or goes nowhere
         */
        public ByteBuffer bytes() {
            return bytes;
        }

        /**
         * Gives the message to programs.
         *
         * @throws IllegalStateException where it was submitted or discarded before
         */
        public void submit() {
            finish(0);
        }

        /**
         * Gives the room back unused; programs pass over it.
         *
         * @throws IllegalStateException where it was submitted or discarded before
         */
        public void discard() {
            finish(DISCARD);
        }

        private void finish(int flag) {
            if (done) {
                throw new IllegalStateException("the message was submitted or discarded before");
            }
            done = true;
            int length = bytes.capacity();
            bytes.limit(0);
            // As the kernel does: what was written before is seen by whoever sees the flag gone.
            SharedWords.INT.getAndSet(memory.data(), at, length | flag);
            gate.end();
        }

        /** Discards the message, unless it was submitted or discarded. */
        @Override
        public void close() {
            if (!done) {
                discard();
            }
        }
    }
}

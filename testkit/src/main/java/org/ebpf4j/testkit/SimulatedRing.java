// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A ring buffer or user ring buffer of a {@link SimulatedKernel} as its BPF programs see it: a test sends and takes here what the program in the
 * kernel would have. Thread-safe.
 */
public final class SimulatedRing {
    private final Object lock;
    private final RingStore store;

    SimulatedRing(Object lock, RingStore store) {
        this.lock = lock;
        this.store = store;
    }

    /**
     * Sends a record, as {@code bpf_ringbuf_output} does.
     *
     * @param record its bytes
     * @return false where the buffer is full
     */
    public boolean send(byte[] record) {
        synchronized (lock) {
            long position = reserve(record.length);
            if (position < 0) {
                return false;
            }
            store.write(position, record);
            finish(position, record.length);
            return true;
        }
    }

    /**
     * Reserves a record and discards it, as {@code bpf_ringbuf_discard} does.
     *
     * @param bytes its size
     * @return false where the buffer is full
     */
    public boolean discard(int bytes) {
        synchronized (lock) {
            long position = reserve(bytes);
            if (position >= 0) {
                finish(position, bytes | RingStore.DISCARD);
            }
            return position >= 0;
        }
    }

    /**
     * Reserves a record, which keeps the consumer from it and from what comes after until {@link #finish}.
     *
     * @param bytes its size
     * @return where it is; -1 where the buffer is full
     */
    public long reserve(int bytes) {
        synchronized (lock) {
            if (!store.fits(bytes)) {
                return -1;
            }
            long position = store.produced();
            store.header(position, bytes | RingStore.BUSY);
            store.produced(position + RingStore.total(bytes));
            return position;
        }
    }

    /**
     * Finishes a record, or writes any header at all: what is no length makes the buffer corrupt.
     *
     * @param position what {@link #reserve} answered
     * @param header its size, with bit 30 where it is discarded
     */
    public void finish(long position, int header) {
        synchronized (lock) {
            store.header(position, header);
            lock.notifyAll();
        }
    }

    /**
     * Moves the producer's position, which makes the buffer corrupt.
     *
     * @param bytes how far
     */
    public void moveProducer(long bytes) {
        synchronized (lock) {
            store.produced(store.produced() + bytes);
            lock.notifyAll();
        }
    }

    /**
     * Takes the messages of a user ring buffer up to the first that is not finished, as {@code bpf_user_ringbuf_drain} does.
     *
     * @return those that were not discarded
     */
    public List<byte[]> drain() {
        synchronized (lock) {
            List<byte[]> messages = new ArrayList<>();
            long position = store.consumed();
            while (position < store.produced()) {
                int header = store.header(position);
                if (header < 0) {
                    break;
                }
                int length = header & ~RingStore.DISCARD;
                if (header == length) {
                    messages.add(store.read(position, length));
                }
                position += RingStore.total(length);
                store.consumed(position);
            }
            lock.notifyAll();
            return messages;
        }
    }
}

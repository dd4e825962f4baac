// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.codec.Codec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/**
 * The consumer of a {@code BPF_MAP_TYPE_RINGBUF} (since 5.8): one buffer shared by all CPUs, whose records come in the order in which programs reserved
 * them. A record is read where the program wrote it; handing it over allocates nothing.
 *
 * <p>Records are taken out of the buffer as they are handed over, in steps of at most 16 KiB and a sixteenth of the buffer: programs get the room of a step
 * at once.
 *
 * <p>The kernel does not count what programs lose because the buffer is full: {@code bpf_ringbuf_reserve} gives them NULL, and
 * {@code bpf_ringbuf_output} an error. Let them count it in a variable, and hand that over by {@link #countLostBy}.
 *
 * <p>A ring buffer has one consumer. Layout: {@code kernel/bpf/ringbuf.c}; {@code include/uapi/linux/bpf.h}.
 */
public final class RingBuffer extends EventStream {

    /** {@code BPF_RINGBUF_HDR_SZ}: a length with the two highest bits as flags, and a number of the kernel's. */
    private static final int HEADER = 8;
    /** {@code BPF_RINGBUF_DISCARD_BIT}; {@code BPF_RINGBUF_BUSY_BIT} is the sign. */
    private static final int DISCARD = 1 << 30;

    /** Bytes that are handed over before their room is given back, but no more than this part of the buffer. */
    private static final int STEP = 16384;

    private static final int STEPS = 16;

    private final BpfMap map;
    private final RecordHandler handler;
    private final RingMemory memory;
    private final ByteBuffer consumer;
    private final ByteBuffer producer;
    private final ByteBuffer data;
    /** What handlers read. */
    private final ByteBuffer records;

    private final long size;
    private final int mask;
    private final long step;
    private final AtomicLong discarded = new AtomicLong();
    private volatile @Nullable LongSupplier losses;
    /** Of the call under way: where it is, and how many records it took, of which it passed over some. */
    private long position;

    private int taken;
    private int passed;

    /**
     * Maps a ring buffer.
     *
     * @param map a ring buffer of at most 1 GiB; its descriptor is in use until {@link #close}, even where the map is closed before
     * @param handler takes the records
     * @throws IllegalArgumentException where the map is of another type, or larger
     * @throws org.ebpf4j.SystemCallException where the kernel refuses to map it
     */
    public RingBuffer(BpfMap map, RecordHandler handler) {
        super(map.kernel(), "ring buffer " + map.name());
        this.map = map;
        this.handler = handler;
        this.memory = RingMemory.map(map, MapType.RINGBUF);
        this.consumer = memory.consumer();
        this.producer = memory.producer();
        this.data = memory.data();
        this.records = data.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
        this.size = memory.size();
        this.mask = (int) size - 1;
        this.step = Math.min(STEP, size / STEPS);
    }

    /**
     * Maps a ring buffer.
     *
     * @param map a ring buffer of at most 1 GiB; its descriptor is in use until {@link #close}, even where the map is closed before
     * @param handler takes the records, from position to limit of a buffer; read-only, in native byte order. It is one object for all records and
     *     empty after the call: what is to be kept must be copied, for views that were made of it (slice, duplicate) show later records, and zeroes
     *     once the stream is closed
     * @throws IllegalArgumentException where the map is of another type, or larger
     * @throws org.ebpf4j.SystemCallException where the kernel refuses to map it
     */
    public RingBuffer(BpfMap map, Consumer<? super ByteBuffer> handler) {
        this(map, new RecordView(handler));
    }

    /**
     * Maps a ring buffer whose records are all of one kind.
     *
     * @param <T> what a record is
     * @param map a ring buffer of at most 1 GiB
     * @param codec reads a record; one that is shorter is a {@link MalformedObjectException}, of one that is longer the end is not read
     * @param handler takes the records
     * @return the ring buffer, to be closed by the caller
     * @throws IllegalArgumentException where the map is of another type, or larger
     */
    public static <T> RingBuffer of(BpfMap map, Codec<T> codec, Consumer<? super T> handler) {
        return new RingBuffer(map, RecordHandler.of("ring buffer " + map.name(), codec, handler));
    }

    /**
     * Says where programs count the records that they could not send.
     *
     * @param counter gives the count, such as {@code object.variable("lost")::getLong}
     * @return this
     */
    public RingBuffer countLostBy(LongSupplier counter) {
        losses = counter;
        return this;
    }

    /**
     * How many records programs could not send because the buffer was full.
     *
     * @return what {@link #countLostBy} gives, empty where nobody counts
     */
    public OptionalLong lost() {
        LongSupplier counter = losses;
        return counter == null ? OptionalLong.empty() : OptionalLong.of(counter.getAsLong());
    }

    /**
     * How many records programs reserved and then discarded.
     *
     * @return those that were passed over since the stream was made
     */
    public long discarded() {
        return discarded.get();
    }

    /**
     * How much is in the buffer: records, their headers and padding.
     *
     * @return bytes, at most {@link #size}
     */
    public long available() {
        gate().begin();
        try {
            long position = (long) SharedWords.LONG.getAcquire(consumer, 0);
            return (long) SharedWords.LONG.getAcquire(producer, 0) - position;
        } finally {
            gate().end();
        }
    }

    /**
     * How large the buffer is.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The map.
     *
     * @return what this consumes
     */
    public BpfMap map() {
        return map;
    }

    @Override
    int consume() {
        position = (long) SharedWords.LONG.get(consumer, 0);
        taken = 0;
        passed = 0;
        // A producer that is as fast as the handler must not keep others from their turn.
        long enough = position + size;
        try {
            boolean more = true;
            while (more && position - enough < 0) {
                long end = (long) SharedWords.LONG.getAcquire(producer, 0);
                checkPositions(position, end);
                more = position != end;
                while (more && position != end) {
                    more = handOver(end);
                }
            }
            return taken - passed;
        } finally {
            delivered(taken - passed);
            discarded.addAndGet(passed);
        }
    }

    /**
     * Hands over the next records, and gives their room back. A step is short so that the JIT compiler, which counts calls, soon compiles it for good,
     * and so that room is not kept for long. Little is kept in local variables, and where the next record begins is found first: each record waits for
     * what the one before says, which so stays in registers.
     *
     * @return false where the next record is not finished, or the stream is closed
     */
    private boolean handOver(long end) {
        long at = position;
        long enough = Math.min(at + step, end);
        int handed = 0;
        try {
            while (at - enough < 0) {
                int index = (int) at & mask;
                // A plain read and a fence are an acquiring read, without its check of the alignment.
                int header = (int) SharedWords.INT.get(data, index);
                VarHandle.acquireFence();
                int length = header & ~DISCARD;
                long next = at + ((length + HEADER + 7) & ~7);
                if (header < 0 || closing()) {
                    return false;
                }
                if (next - end > 0) {
                    throw corrupt("a record of " + length + " bytes ends after what was written");
                }
                at = next;
                handed++;
                if (header == length) {
                    handler.accept(records, index + HEADER, length);
                } else {
                    passed++;
                }
            }
            return true;
        } finally {
            // Of the record too whose handler threw.
            SharedWords.LONG.setRelease(consumer, 0, at);
            position = at;
            taken += handed;
        }
    }

    private void checkPositions(long position, long end) {
        long unread = end - position;
        if (unread < 0 || unread > size || ((position | end) & (HEADER - 1)) != 0) {
            throw corrupt("its positions are " + position + " and " + end);
        }
    }

    private MalformedObjectException corrupt(String why) {
        return corrupt(" of " + size + " bytes", why);
    }

    @Override
    int[] descriptors() {
        return new int[] {memory.fd()};
    }

    /** Where the map is closed, too, its number may be another's by now. */
    @Override
    void forget(Waiter waiter) {
        if (map.descriptor().tryBegin()) {
            try {
                waiter.remove(memory.fd());
            } finally {
                map.descriptor().end();
            }
        }
    }

    @Override
    void release() {
        memory.unmap();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.lang.invoke.MethodHandles;
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
 * <p>The kernel does not count what programs lose because the buffer is full: {@code bpf_ringbuf_reserve} gives them NULL, and
 * {@code bpf_ringbuf_output} an error. Let them count it in a variable, and hand that over by {@link #countLostBy}.
 *
 * <p>A ring buffer has one consumer. Layout: {@code kernel/bpf/ringbuf.c}; {@code include/uapi/linux/bpf.h}.
 */
public final class RingBuffer extends EventStream {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** {@code BPF_RINGBUF_HDR_SZ}: a length with the two highest bits as flags, and a number of the kernel's. */
    private static final int HEADER = 8;
    /** {@code BPF_RINGBUF_DISCARD_BIT}; {@code BPF_RINGBUF_BUSY_BIT} is the sign. */
    private static final int DISCARD = 1 << 30;

    private static final int STEP = 64;

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
            long position = (long) LONG.getAcquire(consumer, 0);
            return (long) LONG.getAcquire(producer, 0) - position;
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
        position = (long) LONG.get(consumer, 0);
        taken = 0;
        passed = 0;
        // A producer that is as fast as the handler must not keep others from their turn.
        long enough = position + size;
        try {
            boolean more = true;
            while (more && position - enough < 0) {
                long end = (long) LONG.getAcquire(producer, 0);
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
     * Hands over the next records. A step is short so that the JIT compiler, which counts calls, soon compiles it for good. Little is kept in local
     * variables, and where the next record begins is found first: each record waits for what the one before says, which so stays in registers.
     *
     * @return false where the next record is not finished, or the stream is closed
     */
    private boolean handOver(long end) {
        long at = position;
        int left = STEP;
        try {
            while (left > 0 && at != end) {
                int index = (int) at & mask;
                // A plain read and a fence are an acquiring read, without its check of the alignment.
                int header = (int) INT.get(data, index);
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
                left--;
                if (header == length) {
                    handler.accept(records, index + HEADER, length);
                } else {
                    passed++;
                }
                LONG.setRelease(consumer, 0, at);
            }
            return true;
        } finally {
            // Of the record too whose handler threw.
            LONG.setRelease(consumer, 0, at);
            position = at;
            taken += STEP - left;
        }
    }

    private void checkPositions(long position, long end) {
        long unread = end - position;
        if (unread < 0 || unread > size || ((position | end) & (HEADER - 1)) != 0) {
            throw corrupt("its positions are " + position + " and " + end);
        }
    }

    private MalformedObjectException corrupt(String why) {
        return new MalformedObjectException(what() + " of " + size + " bytes is corrupt: " + why
                + "; whoever else may write to it has done so, load the object again");
    }

    @Override
    int[] descriptors() {
        return new int[] {memory.fd()};
    }

    @Override
    void forget(Waiter waiter) {
        waiter.remove(memory.fd());
    }

    @Override
    void release() {
        memory.unmap();
    }
}

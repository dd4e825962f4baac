// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ebpf4j.kernel.BatchCall;
import org.ebpf4j.kernel.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Ring buffer and user ring buffer: a page with the consumer's position, one with the producer's, and the data twice, of which whoever writes keeps
 * both alike. Follows {@code kernel/bpf/ringbuf.c}.
 */
final class RingStore extends MapStore {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    static final int HEADER = 8;
    static final int BUSY = 1 << 31;
    static final int DISCARD = 1 << 30;
    private static final int DATA = 2 * Mappings.PAGE;

    private final boolean user;
    private final int size;
    private final ByteBuffer area;

    RingStore(MapShape shape, boolean user) {
        super(shape);
        this.user = user;
        this.size = shape.maxEntries();
        this.area = ByteBuffer.allocateDirect(DATA + 2 * size + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .limit(DATA + 2 * size)
                .slice()
                .order(ByteOrder.nativeOrder());
    }

    ByteBuffer area() {
        return area;
    }

    /** Whether a mapping may be written: of the consumer's page alone, or, where user space produces, of all but that. */
    boolean mayWrite(long offset, long length) {
        return user ? offset > 0 : offset == 0 && length == Mappings.PAGE;
    }

    long consumed() {
        return (long) LONG.getAcquire(area, 0);
    }

    void consumed(long position) {
        LONG.setRelease(area, 0, position);
    }

    long produced() {
        return (long) LONG.getAcquire(area, Mappings.PAGE);
    }

    void produced(long position) {
        LONG.setRelease(area, Mappings.PAGE, position);
    }

    /** A record's length with its flags. */
    int header(long position) {
        return (int) INT.getAcquire(area, at(position));
    }

    void header(long position, int header) {
        INT.setRelease(area, at(position) + size, header);
        INT.setRelease(area, at(position), header);
    }

    /** Writes what follows a header. */
    void write(long position, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            int index = (int) ((position + HEADER + i) & (size - 1));
            area.put(DATA + index, bytes[i]).put(DATA + size + index, bytes[i]);
        }
    }

    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        area.get(at(position) + HEADER, bytes);
        return bytes;
    }

    /** The kernel leaves at least one byte. */
    boolean fits(int length) {
        return total(length) < size - (produced() - consumed());
    }

    static int total(int length) {
        return (length + HEADER + 7) & ~7;
    }

    /** What epoll tells: something to read, or some room to write. */
    boolean ready(boolean writable) {
        long used = produced() - consumed();
        return user ? writable && used < size : !writable && used != 0;
    }

    private int at(long position) {
        return DATA + (int) (position & (size - 1));
    }

    @Override
    @Nullable
    ByteBuffer value(byte[] key) {
        return null;
    }

    @Override
    int update(byte[] key, ByteBuffer value, long flags) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int delete(byte[] key) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int nextKey(byte @Nullable [] key, byte[] next) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int lookupBatch(BatchCall call, BatchTarget target, int max) {
        return answer(Errno.ENOTSUPP);
    }

    @Override
    int size() {
        return 0;
    }

    @Override
    List<byte[]> keys() {
        return List.of();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The memory of a perf event: the page that says how far it was written and read, and the data. Follows {@code kernel/events/ring_buffer.c}. */
final class PerfArea {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int HEAD = 1024;
    private static final int TAIL = 1032;
    private static final int HEADER = 8;
    private static final int PERF_RECORD_LOST = 2;
    private static final int PERF_RECORD_SAMPLE = 9;

    private final ByteBuffer bytes;
    private final int size;
    private long lost;

    PerfArea(int length) {
        this.size = length - Mappings.PAGE;
        this.bytes = ByteBuffer.allocateDirect(length + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .limit(length)
                .slice()
                .order(ByteOrder.nativeOrder());
    }

    ByteBuffer bytes() {
        return bytes;
    }

    boolean hasRecords() {
        return (long) LONG.getAcquire(bytes, HEAD) != (long) LONG.getAcquire(bytes, TAIL);
    }

    /** False where there is no room, which the next record that is written tells before. */
    boolean write(byte[] sample) {
        // The size of what the program gave comes before it, and both together are rounded up.
        int raw = (Integer.BYTES + sample.length + 7) & ~7;
        long room = size - ((long) LONG.getAcquire(bytes, HEAD) - (long) LONG.getAcquire(bytes, TAIL));
        int before = lost == 0 ? 0 : HEADER + 2 * Long.BYTES;
        if (before + HEADER + raw > room) {
            lost++;
            return false;
        }
        if (lost > 0) {
            append(PERF_RECORD_LOST, buffer(2 * Long.BYTES).putLong(Long.BYTES, lost));
            lost = 0;
        }
        append(PERF_RECORD_SAMPLE, buffer(raw).putInt(0, raw - Integer.BYTES).put(Integer.BYTES, sample));
        return true;
    }

    private void append(int type, ByteBuffer body) {
        ByteBuffer record = buffer(HEADER + body.capacity());
        record.putInt(0, type).putShort(6, (short) record.capacity()).put(HEADER, body, 0, body.capacity());
        append(record, record.capacity());
    }

    /** Writes any bytes, and says that it was any number. */
    void append(ByteBuffer record, long written) {
        long head = (long) LONG.getAcquire(bytes, HEAD);
        for (int i = 0; i < record.capacity(); i++) {
            bytes.put(Mappings.PAGE + (int) ((head + i) & (size - 1)), record.get(i));
        }
        LONG.setRelease(bytes, HEAD, head + written);
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }
}

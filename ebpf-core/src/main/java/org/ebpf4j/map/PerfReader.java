// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ebpf4j.MalformedObjectException;

/** Reads the records of perf events. One thread at a time. */
final class PerfReader {

    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** {@code data_head} and {@code data_tail} of {@code struct perf_event_mmap_page}. */
    private static final int HEAD = 1024;

    private static final int TAIL = 1032;
    /** {@code struct perf_event_header}: type, flags, and at 6 the size in 16 bits. */
    private static final int HEADER = 8;

    private static final int SIZE = 6;
    private static final int PERF_RECORD_LOST = 2;
    private static final int PERF_RECORD_SAMPLE = 9;
    /** Behind the header: the size of what the program gave, in 32 bits. */
    private static final int RAW = HEADER + Integer.BYTES;
    /** Behind the header: an id, then how many were lost. */
    private static final int LOST = HEADER + Long.BYTES;

    private final PerfBuffer buffer;
    private final PerfHandler handler;
    /** Takes records that go on at the buffer's begin. */
    private final ByteBuffer whole = ByteBuffer.allocateDirect(1 << 16).order(NATIVE);

    private final ByteBuffer wholeRecord = whole.asReadOnlyBuffer();
    private int handed;

    PerfReader(PerfBuffer buffer, PerfHandler handler) {
        this.buffer = buffer;
        this.handler = handler;
    }

    View view(ByteBuffer memory) {
        return new View(memory.asReadOnlyBuffer().limit(0));
    }

    /** What handlers are given, for one buffer. */
    final class View {
        private final ByteBuffer record;

        private View(ByteBuffer record) {
            this.record = record;
        }

        int consume(PerfRing ring) {
            handed = 0;
            try {
                readAll(ring);
                return handed;
            } finally {
                record.limit(0);
                wholeRecord.limit(0);
                buffer.delivered(handed);
            }
        }

        private void readAll(PerfRing ring) {
            ByteBuffer memory = ring.memory();
            long tail = (long) SharedWords.LONG.get(memory, TAIL);
            long head = (long) SharedWords.LONG.getAcquire(memory, HEAD);
            long unread = head - tail;
            if (unread < 0 || unread > ring.size() || ((head | tail) & (HEADER - 1)) != 0) {
                throw corrupt(ring, "its positions are " + tail + " and " + head);
            }
            while (tail != head && !buffer.gate().closed()) {
                int at = (int) tail & (ring.size() - 1);
                int size = Short.toUnsignedInt(memory.getShort(ring.page() + at + SIZE));
                if (size < HEADER || (size & (HEADER - 1)) != 0 || size > head - tail) {
                    throw corrupt(ring, "it has a record of " + size + " bytes");
                }
                tail += size;
                try {
                    read(ring, at, size);
                } finally {
                    SharedWords.LONG.setRelease(memory, TAIL, tail);
                }
            }
        }

        private void read(PerfRing ring, int at, int size) {
            int first = ring.size() - at;
            boolean split = first < size;
            if (split) {
                whole.put(0, ring.memory(), ring.page() + at, first);
                whole.put(first, ring.memory(), ring.page(), size - first);
            }
            ByteBuffer from = split ? whole : ring.memory();
            int begin = split ? 0 : ring.page() + at;
            int type = from.getInt(begin);
            if (type == PERF_RECORD_SAMPLE) {
                int length = size < RAW ? -1 : from.getInt(begin + HEADER);
                if (length < 0 || length > size - RAW) {
                    throw corrupt(ring, "it has a sample of " + length + " bytes in a record of " + size);
                }
                handed++;
                ByteBuffer given = split ? wholeRecord : record;
                // The last handler may have read in another order.
                given.limit(begin + RAW + length).position(begin + RAW).order(NATIVE);
                handler.accept(ring.cpu(), given);
            } else if (type == PERF_RECORD_LOST && size >= LOST + Long.BYTES) {
                buffer.lost(from.getLong(begin + LOST));
            }
        }
    }

    private MalformedObjectException corrupt(PerfRing ring, String why) {
        return buffer.corrupt(" of CPU " + ring.cpu(), why);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format (https://protobuf.dev/programming-guides/encoding) from the last byte to the first: what stands behind comes
 * before, so that a message's length is known when it is written and nothing is measured twice or moved. Used by one thread at a time.
 */
final class ProtoWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_VARINT = 10;
    private static final int SMALLEST = 1024;

    private byte[] buffer = new byte[SMALLEST];
    private int start = SMALLEST;

    /** Begins anew, with the memory of before. */
    void clear() {
        start = buffer.length;
    }

    /** How many bytes are written; taken before the contents of a message, it is what {@link #message} asks for. */
    int mark() {
        return buffer.length - start;
    }

    /** Makes all that was written since the mark a message in a field. */
    void message(int field, int mark) {
        varint(mark() - mark);
        tag(field, LENGTH_DELIMITED);
    }

    /** Bytes that are protobuf already. */
    void raw(byte[] bytes) {
        reserve(bytes.length);
        start -= bytes.length;
        System.arraycopy(bytes, 0, buffer, start, bytes.length);
    }

    void text(int field, String text) {
        int mark = mark();
        raw(text.getBytes(StandardCharsets.UTF_8));
        message(field, mark);
    }

    void number(int field, long value) {
        varint(value);
        tag(field, VARINT);
    }

    void fixed64(int field, long value) {
        element(value);
        tag(field, FIXED64);
    }

    void real(int field, double value) {
        fixed64(field, Double.doubleToRawLongBits(value));
    }

    /** Eight bytes without a field, to be made a packed list by {@link #message}. */
    void element(long value) {
        reserve(Long.BYTES);
        start -= Long.BYTES;
        LONGS.set(buffer, start, value);
    }

    /** What was written, behind other bytes. */
    byte[] behind(byte[] others) {
        byte[] all = Arrays.copyOf(others, Math.addExact(others.length, mark()));
        System.arraycopy(buffer, start, all, others.length, mark());
        return all;
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        reserve(LONGEST_VARINT);
        int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
        start -= length;
        long rest = value;
        for (int i = start; i < start + length - 1; i++) {
            buffer[i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[start + length - 1] = (byte) rest;
    }

    private void reserve(int bytes) {
        if (bytes <= start) {
            return;
        }
        int written = mark();
        byte[] larger = new byte[Math.max(Math.addExact(written, bytes), Math.multiplyExact(buffer.length, 2))];
        System.arraycopy(buffer, start, larger, larger.length - written, written);
        buffer = larger;
        start = larger.length - written;
    }
}

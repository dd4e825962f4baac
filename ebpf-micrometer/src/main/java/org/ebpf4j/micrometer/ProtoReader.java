// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.Arrays;

/** Goes through the fields of a protobuf message, in the order in which they stand. Used by one thread at a time. */
final class ProtoReader {
    private static final int FIXED32_BYTES = 4;

    private final byte[] data;
    private final int end;
    private int at;
    private int field;
    private int wireType;
    private int begin;
    private int contents;

    ProtoReader(byte[] data) {
        this(data, 0, data.length);
    }

    private ProtoReader(byte[] data, int at, int end) {
        this.data = data;
        this.at = at;
        this.end = end;
    }

    /**
     * Goes to the next field.
     *
     * @return false behind the last
     * @throws IllegalArgumentException where the bytes are not protobuf
     */
    boolean next() {
        if (at == end) {
            return false;
        }
        begin = at;
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        at = switch (wireType) {
            case ProtoWriter.VARINT -> behindVarint();
            case ProtoWriter.FIXED64 -> behind(Long.BYTES);
            case ProtoWriter.FIXED32 -> behind(FIXED32_BYTES);
            case ProtoWriter.LENGTH_DELIMITED -> behind(varint());
            default -> throw new IllegalArgumentException("no protobuf: wire type " + wireType + " at byte " + begin);
        };
        return true;
    }

    /** Whether the field is this one and of this wire type. */
    boolean is(int number, int type) {
        return field == number && wireType == type;
    }

    /** The field's contents as a message. */
    ProtoReader message() {
        return new ProtoReader(data, contents, at);
    }

    /** The field's contents as a number. */
    long number() {
        return new ProtoReader(data, contents, at).varint();
    }

    /** The field with its tag, copied. */
    byte[] whole() {
        return Arrays.copyOfRange(data, begin, at);
    }

    private int behindVarint() {
        contents = at;
        varint();
        return at;
    }

    private int behind(long length) {
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("no protobuf: field at byte " + begin + " ends past its message");
        }
        contents = at;
        return at + (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                break;
            }
            byte next = data[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no protobuf: number at byte " + begin + " has no end");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.ebpf4j.MalformedObjectException;

/** Finds the parts of BTF and where each type starts, and checks that nothing ends past the end. */
final class BtfReader {
    private static final int MAGIC = 0xeb9f;
    private static final int MAGIC_SWAPPED = 0x9feb;
    private static final int HEADER = 24;
    private static final int TYPE_HEADER = 12;
    /** Bits of a type's second word that mean nothing yet. */
    private static final int RESERVED = 0x60ff0000;

    private final String source;
    private final ByteBuffer bytes;

    BtfReader(String source, ByteBuffer bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    static MalformedObjectException malformed(String source, String wrong) {
        return new MalformedObjectException("The BTF of " + source + " is damaged: " + wrong + "; build it again");
    }

    /** Checks magic, version and header length, which .BTF and .BTF.ext have in common, and answers the header length. */
    static int headerLength(String source, ByteBuffer bytes) {
        int magic = bytes.limit() < 2 ? 0 : bytes.getShort(0) & 0xffff;
        if (magic == MAGIC_SWAPPED) {
            throw new MalformedObjectException(
                    "The BTF of " + source + " is big-endian; compile it with -target bpfel");
        }
        if (magic != MAGIC) {
            throw new MalformedObjectException(
                    source + " does not start with BTF; compile it with clang -g -target bpf");
        }
        if (bytes.limit() < HEADER) {
            throw malformed(source, "it is cut short after " + bytes.limit() + " bytes");
        }
        if (bytes.get(2) != 1) {
            throw malformed(source, "its version is " + (bytes.get(2) & 0xff) + ", not 1");
        }
        int length = bytes.getInt(4);
        if (length < HEADER || length > bytes.limit()) {
            throw malformed(
                    source,
                    "its header of " + Integer.toUnsignedString(length) + " bytes is shorter than " + HEADER
                            + " or longer than the whole of " + bytes.limit());
        }
        return length;
    }

    /** A part of the bytes that offset and length in the header at {@code field} describe. */
    static ByteBuffer part(String source, ByteBuffer bytes, int header, int field, String what) {
        long offset = header + Integer.toUnsignedLong(bytes.getInt(field));
        long length = Integer.toUnsignedLong(bytes.getInt(field + 4));
        if (offset + length > bytes.limit()) {
            throw malformed(
                    source,
                    "its " + what + " end past the " + bytes.limit() + " bytes there are (offset " + offset
                            + ", length " + length + ")");
        }
        return bytes.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer types() {
        return part(source, bytes, headerLength(source, bytes), 8, "types");
    }

    int typesAt() {
        return headerLength(source, bytes) + bytes.getInt(8);
    }

    ByteBuffer strings() {
        return part(source, bytes, headerLength(source, bytes), 16, "strings");
    }

    /** Where each type's header starts in {@code types}. */
    int[] offsets(ByteBuffer types, BtfStrings strings) {
        int end = types.limit();
        int[] offsets = new int[Math.max(16, end / 24)];
        int count = 0;
        int at = 0;
        while (at < end) {
            if (end - at < TYPE_HEADER) {
                throw malformed(source, "the header of its type " + (count + 1) + " ends past the types");
            }
            int info = types.getInt(at + 4);
            int kind = info >>> 24 & 0x1f;
            if (!BtfKind.isKnown(kind) || (info & RESERVED) != 0) {
                throw malformed(
                        source,
                        "its type " + (count + 1) + " is of kind " + kind + " with flags 0x"
                                + Integer.toHexString(info & RESERVED) + ", which this library does not know");
            }
            int trailer = BtfKind.of(kind).trailerBytes(info & 0xffff);
            if (end - at - TYPE_HEADER < trailer) {
                throw malformed(
                        source, "its type " + (count + 1) + " of " + (info & 0xffff) + " entries ends past the types");
            }
            strings.check(types.getInt(at));
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count + count / 2);
            }
            offsets[count++] = at;
            at += TYPE_HEADER + trailer;
        }
        return Arrays.copyOf(offsets, count);
    }
}

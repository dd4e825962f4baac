// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The string section. In split BTF offsets go on where the base's section ends. Every offset below the end is that of a string with an end,
 * for the section is checked to end in a zero.
 */
final class BtfStrings {
    /** Twice what the kernel takes for a name; keeps a struct of 65,535 members from asking for gigabytes. */
    static final int LONGEST_NAME = 1_023;

    /** Enough for a line of source, which .BTF.ext may quote. */
    private static final int LONGEST = 65_535;

    private final String source;
    private final ByteBuffer bytes;
    private final @Nullable BtfStrings base;
    private final int first;
    private final int end;

    BtfStrings(String source, ByteBuffer bytes, @Nullable BtfStrings base) {
        this.source = source;
        this.bytes = bytes;
        this.base = base;
        this.first = base == null ? 0 : base.end;
        if (bytes.limit() > Integer.MAX_VALUE - first) {
            throw BtfReader.malformed(source, "its strings and those of its base are more than 2 GiB");
        }
        this.end = first + bytes.limit();
        if (bytes.limit() == 0 ? base == null : bytes.get(bytes.limit() - 1) != 0) {
            throw BtfReader.malformed(source, "its string section does not end in a zero");
        }
        if (base == null && bytes.get(0) != 0) {
            throw BtfReader.malformed(source, "its first string is not the empty one");
        }
    }

    /** Checks an offset (32 bits, unsigned). */
    void check(int offset) {
        if (offset < 0 || offset >= end) {
            throw BtfReader.malformed(
                    source,
                    "string offset " + Integer.toUnsignedString(offset) + " is past the " + end + " bytes of strings");
        }
    }

    String get(int offset) {
        return get(offset, LONGEST);
    }

    String name(int offset) {
        return get(offset, LONGEST_NAME);
    }

    private String get(int offset, int longest) {
        check(offset);
        ByteBuffer from = buffer(offset);
        int start = position(offset);
        int stop = start;
        while (stop - start <= longest && from.get(stop) != 0) {
            stop++;
        }
        if (stop - start > longest) {
            throw BtfReader.malformed(source, "the string at " + offset + " is longer than " + longest + " bytes");
        }
        byte[] text = new byte[stop - start];
        from.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The section that holds the string of a checked offset. */
    ByteBuffer buffer(int offset) {
        return base != null && offset < first ? base.buffer(offset) : bytes;
    }

    /** Where in {@link #buffer} the string of a checked offset starts. */
    int position(int offset) {
        return base != null && offset < first ? base.position(offset) : offset - first;
    }
}

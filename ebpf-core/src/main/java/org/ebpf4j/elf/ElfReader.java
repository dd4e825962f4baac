// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.MalformedObjectException;

/** The bytes of one file, read little-endian at checked places, and the sentences for what is wrong with them. */
final class ElfReader {
    private final String file;
    private final ByteBuffer bytes;
    /** What all names together may take: strings may overlap, so a small file could otherwise ask for any amount of memory. */
    private long namesLeft;

    ElfReader(String file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        this.namesLeft = 8L * bytes.remaining();
    }

    int size() {
        return bytes.limit();
    }

    /** One unsigned byte of the identification, which the caller knows to be there. */
    int identification(int at) {
        return bytes.get(at) & 0xff;
    }

    /** A view of part of the file; offset and size are unsigned 64-bit numbers out of it. */
    ByteBuffer slice(long offset, long size, String what) {
        if (offset < 0 || size < 0 || offset > size() || size > size() - offset) {
            throw malformed(what + " ends past the file (offset " + Long.toUnsignedString(offset) + ", size "
                    + Long.toUnsignedString(size) + ", file size " + size() + ")");
        }
        return bytes.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The zero-terminated string at an offset (32 bits, unsigned) of a string table. */
    String string(ElfSection table, int offset, String what) {
        ByteBuffer strings = table.data();
        if (offset < 0 || offset >= strings.limit()) {
            throw malformed("the name of " + what + " lies outside " + table + " (offset "
                    + Integer.toUnsignedString(offset) + ", size " + strings.limit() + ")");
        }
        int end = offset;
        while (end < strings.limit() && strings.get(end) != 0) {
            end++;
        }
        if (end == strings.limit()) {
            throw malformed("the name of " + what + " has no end in " + table);
        }
        namesLeft -= end - offset;
        if (namesLeft < 0) {
            throw malformed("its names overlap too often to be a compiler's work");
        }
        byte[] name = new byte[end - offset];
        strings.get(offset, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    MalformedObjectException malformed(String wrong) {
        return new MalformedObjectException(file + " is damaged: " + wrong + "; compile it again");
    }

    MalformedObjectException refused(String wrong) {
        return new MalformedObjectException(file + " " + wrong);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes BTF word by word from the tables of {@code Documentation/bpf/btf.rst}, without any of the reader's code. */
public final class BtfBytes {
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final int firstString;
    private int next;

    /** Starts BTF that stands alone. */
    public BtfBytes() {
        this(1, 0);
        strings.write(0);
    }

    /** Starts split BTF on top of one with so many types and bytes of strings. */
    public BtfBytes(int firstType, int firstString) {
        this.next = firstType;
        this.firstString = firstString;
    }

    /** Adds a string and answers its offset. */
    public int string(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int at = firstString + strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return at;
    }

    /** Adds a type: name, kind flag, kind, number of entries, size or type, and the words behind. Answers its id. */
    public int type(String name, boolean flag, int kind, int entries, int sizeOrType, int... words) {
        word(string(name));
        word((flag ? 1 << 31 : 0) | kind << 24 | entries);
        word(sizeOrType);
        for (int w : words) {
            word(w);
        }
        return next++;
    }

    /** Adds an integer. */
    public int integer(String name, int size, boolean signed) {
        return type(name, false, 1, 0, size, (signed ? 1 << 24 : 0) | size * 8);
    }

    /** Adds a struct (kind 4) or union (5) of members given as name offset, type, bit offset. */
    public int struct(String name, int kind, int size, int... members) {
        return type(name, false, kind, members.length / 3, size, members);
    }

    /** How long the strings are so far, for split BTF. */
    public int stringBytes() {
        return firstString + strings.size();
    }

    /** The section. */
    public ByteBuffer build() {
        ByteBuffer bytes =
                ByteBuffer.allocate(24 + types.size() + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        bytes.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        return bytes.put(types.toByteArray()).put(strings.toByteArray()).flip();
    }

    /** The parsed section. */
    public Btf parse() {
        return Btf.parse("test", build());
    }

    private void word(int word) {
        types.write(word);
        types.write(word >> 8);
        types.write(word >> 16);
        types.write(word >> 24);
    }
}

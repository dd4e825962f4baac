// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * BTF that is being written: a copy of an object's, in which types are overwritten in place or appended so that no id changes, or a new one.
 * What comes out has a header of 24 bytes, whatever the copied one had. Not thread-safe. Layout: {@code include/uapi/linux/btf.h}.
 */
public final class BtfEditor {
    private static final int HEADER = 24;
    private static final int TYPE_HEADER = 12;

    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final ByteBuffer types;
    private final int[] records;
    private int next;

    /** Starts with nothing but {@code void}. */
    public BtfEditor() {
        this.types = ByteBuffer.allocate(0);
        this.records = new int[1];
        this.next = 1;
        strings.write(0);
    }

    /**
     * Starts with a copy.
     *
     * @param btf types that stand alone, not split ones
     */
    public BtfEditor(Btf btf) {
        BtfReader reader = new BtfReader(btf.source(), btf.bytes());
        ByteBuffer given = reader.types();
        this.types = ByteBuffer.allocate(given.limit()).order(ByteOrder.LITTLE_ENDIAN);
        types.put(0, given, 0, given.limit());
        ByteBuffer text = reader.strings();
        byte[] copy = new byte[text.limit()];
        text.get(0, copy);
        strings.writeBytes(copy);
        this.next = btf.typeCount();
        this.records = new int[next];
        for (int id = 1; id < next; id++) {
            records[id] = btf.recordAt(id) - reader.typesAt();
        }
    }

    /**
     * Makes a copied type another; its name, size or type, and what is behind them stay.
     *
     * @param id a type of the copied BTF
     * @param kind what it is to be
     * @param entries how many entries it has; for a function its linkage
     */
    public void become(int id, BtfKind kind, int entries) {
        types.putInt(at(id) + 4, kind.number() << 24 | entries);
    }

    /**
     * Renames a copied type.
     *
     * @param id a type of the copied BTF
     * @param name the offset of a string, 0 for no name
     */
    public void name(int id, int name) {
        types.putInt(at(id), name);
    }

    /**
     * The offset of a copied type's name.
     *
     * @param id a type of the copied BTF
     * @return an offset into the strings
     */
    public int name(int id) {
        return types.getInt(at(id));
    }

    /**
     * Sets what a copied type's size is, or the type that it refers to.
     *
     * @param id a type of the copied BTF
     * @param value bytes or an id
     */
    public void sizeOrType(int id, int value) {
        types.putInt(at(id) + 8, value);
    }

    /**
     * One 32-bit word behind a copied type's header.
     *
     * @param id a type of the copied BTF
     * @param word 0 for the first; must belong to the type
     * @return its value
     */
    public int word(int id, int word) {
        return types.getInt(at(id) + TYPE_HEADER + word * Integer.BYTES);
    }

    /**
     * Sets one 32-bit word behind a copied type's header.
     *
     * @param id a type of the copied BTF
     * @param word 0 for the first; must belong to the type
     * @param value its new value
     */
    public void word(int id, int word, int value) {
        types.putInt(at(id) + TYPE_HEADER + word * Integer.BYTES, value);
    }

    /**
     * Adds a string.
     *
     * @param text without zeros
     * @return its offset
     */
    public int addString(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int offset = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return offset;
    }

    /**
     * Adds a type.
     *
     * @param name its name, empty for none
     * @param kind what it is
     * @param entries how many entries it has; for a function its linkage
     * @param sizeOrType bytes, or the type that it refers to
     * @param words what comes behind the header
     * @return its id
     */
    public int add(String name, BtfKind kind, int entries, int sizeOrType, int... words) {
        ByteBuffer record =
                ByteBuffer.allocate(TYPE_HEADER + words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(addString(name)).putInt(kind.number() << 24 | entries).putInt(sizeOrType);
        for (int word : words) {
            record.putInt(word);
        }
        added.writeBytes(record.array());
        return next++;
    }

    /**
     * Adds an unsigned integer.
     *
     * @param name its name
     * @param size bytes
     * @return its id
     */
    public int addInteger(String name, int size) {
        return add(name, BtfKind.INT, 0, size, size * Byte.SIZE);
    }

    /**
     * What has been written so far.
     *
     * @return bytes for {@code BPF_BTF_LOAD}, from 0 to the limit
     */
    public ByteBuffer bytes() {
        int length = types.capacity() + added.size();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + length + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER);
        bytes.putInt(0).putInt(length).putInt(length).putInt(strings.size());
        bytes.put(types.duplicate().clear()).put(added.toByteArray()).put(strings.toByteArray());
        return bytes.flip();
    }

    private int at(int id) {
        if (id <= 0 || id >= records.length) {
            throw new IndexOutOfBoundsException("type " + id + " of " + records.length);
        }
        return records[id];
    }
}

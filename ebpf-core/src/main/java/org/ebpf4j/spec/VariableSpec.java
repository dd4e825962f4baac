// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A global variable of an object, whose first value can be set before the object is loaded. Not thread-safe. */
public final class VariableSpec {
    private final String name;
    private final String section;
    private final int offset;
    private final int size;
    private final ByteBuffer contents;

    VariableSpec(String name, String section, int offset, int size, ByteBuffer contents) {
        this.name = name;
        this.section = section;
        this.offset = offset;
        this.size = size;
        this.contents = contents;
    }

    /**
     * The variable's name.
     *
     * @return the C variable's name
     */
    public String name() {
        return name;
    }

    /**
     * The section, which is also the name of the map that holds it.
     *
     * @return such as {@code .rodata} or {@code .bss}
     */
    public String section() {
        return section;
    }

    /**
     * Where it is in its section.
     *
     * @return bytes
     */
    public int offset() {
        return offset;
    }

    /**
     * How large it is.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * Sets an integer of 1, 2, 4 or 8 bytes.
     *
     * @param value signed or unsigned; it must fit the variable's size in one of the two readings
     * @throws IllegalArgumentException where the variable has another size or the value does not fit
     */
    public void set(long value) {
        int bits = size * Byte.SIZE;
        boolean fits = bits == 64 || (bits < 64 && bits > 0 && value >= -(1L << (bits - 1)) && value < 1L << bits);
        if (Integer.bitCount(size) != 1 || !fits) {
            throw new IllegalArgumentException(
                    "variable " + name + " of " + size + " bytes can't be set to the number " + value);
        }
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        contents.put(offset, bytes, 0, size);
    }

    /**
     * Sets the variable's bytes.
     *
     * @param bytes exactly {@link #size} bytes as a program sees them in memory
     */
    public void set(byte[] bytes) {
        if (bytes.length != size) {
            throw new IllegalArgumentException("variable " + name + " has " + size + " bytes, not " + bytes.length);
        }
        contents.put(offset, bytes);
    }

    /**
     * The variable's bytes.
     *
     * @return a copy, little-endian, from 0 to {@link #size}
     */
    public ByteBuffer get() {
        ByteBuffer copy = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        return copy.put(0, contents, offset, size);
    }
}

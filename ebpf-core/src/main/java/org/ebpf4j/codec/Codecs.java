// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import org.ebpf4j.btf.Btf;

/** Makes codecs: bound to a type that BTF describes, or, without BTF, of plain bytes, text and numbers. */
public final class Codecs {
    private Codecs() {}

    /**
     * A codec of a class for a type. Integers, enums and pointers are read by primitives of the same size, their wrappers, or {@code boolean} for one
     * byte; enums also by a Java enum whose constants have the names of values; floating point numbers by {@code float} and {@code double}; arrays
     * by arrays of what reads an element, those of characters also by a {@code String}; structs and unions by records, whose components are bound
     * to fields by name, in any order, through anonymous structs and unions; bit fields by any integer that is wide enough; and anything by
     * {@code byte[]}. A field without a component is not read, and written as zero.
     *
     * @param <T> the class
     * @param type the class
     * @param btf what describes the type
     * @param typeId the type
     * @return a codec
     * @throws IllegalArgumentException where they do not fit; the message has the shapes of both
     */
    @SuppressWarnings("unchecked") // What the binder makes reads the class.
    public static <T> Codec<T> bind(Class<T> type, Btf btf, int typeId) {
        return (Codec<T>) new Binder(btf).codec(type, typeId);
    }

    /**
     * Bytes as they are.
     *
     * @param size how many
     * @return a codec
     */
    public static Codec<byte[]> bytes(int size) {
        return new Bytes(checked(size));
    }

    /**
     * Text in UTF-8 that ends at the first zero, or where there is no more room.
     *
     * @param size bytes
     * @return a codec
     */
    public static Codec<String> text(int size) {
        return new Bytes.Text(checked(size));
    }

    /**
     * An integer of the machine.
     *
     * @param size bytes: 1, 2, 4 or 8
     * @param signed whether its sign is extended to the {@code long}
     * @return a codec
     */
    public static Codec<Long> integer(int size, boolean signed) {
        if (Integer.bitCount(size) != 1 || size > Long.BYTES || size < 1) {
            throw new IllegalArgumentException("no integer has " + size + " bytes; give 1, 2, 4 or 8");
        }
        return new Numbers(size, signed);
    }

    /**
     * An {@code int} of the machine.
     *
     * @return a codec of 4 bytes
     */
    public static Codec<Integer> int32() {
        return new Int32();
    }

    private static int checked(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("nothing has " + size + " bytes; give 1 or more");
        }
        return size;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;

/**
 * How something of a Java type is read and written.
 *
 * @param read {@code (ByteBuffer, int at)} to the type
 * @param write {@code (type, ByteBuffer, int at)} to nothing
 */
record Access(MethodHandle read, MethodHandle write) {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle ADD = find("add", int.class, int.class, int.class);
    private static final MethodHandle READ =
            method(Codec.class, "read", MethodType.methodType(Object.class, ByteBuffer.class, int.class), false);
    private static final MethodHandle WRITE = method(
            Codec.class, "write", MethodType.methodType(void.class, Object.class, ByteBuffer.class, int.class), false);

    /** Through {@code getType} and {@code putType} of {@link Words}. */
    static Access of(Class<?> primitive) {
        String name = primitive.getName();
        String end = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return new Access(
                find("get" + end, primitive, ByteBuffer.class, int.class),
                find("put" + end, void.class, primitive, ByteBuffer.class, int.class));
    }

    /** Through a codec of the type or of its wrapper. */
    static Access of(Class<?> type, Codec<?> codec) {
        return new Access(
                READ.bindTo(codec).asType(MethodType.methodType(type, ByteBuffer.class, int.class)),
                WRITE.bindTo(codec).asType(MethodType.methodType(void.class, type, ByteBuffer.class, int.class)));
    }

    /** Bits of a word, as a number of a primitive type. */
    static Access ofBits(Class<?> primitive, Bits bits) {
        MethodHandle read =
                method(Bits.class, "read", MethodType.methodType(long.class, ByteBuffer.class, int.class), false);
        MethodHandle write = method(
                Bits.class, "write", MethodType.methodType(void.class, long.class, ByteBuffer.class, int.class), false);
        MethodHandle narrow = find("narrow" + primitive.getName(), primitive, long.class);
        return new Access(
                MethodHandles.filterReturnValue(read.bindTo(bits), narrow),
                MethodHandles.filterArguments(write.bindTo(bits), 0, find("widen", long.class, primitive)));
    }

    /** The same, so many bytes further on. */
    Access at(int offset) {
        if (offset == 0) {
            return this;
        }
        MethodHandle further = MethodHandles.insertArguments(ADD, 1, offset);
        return new Access(
                MethodHandles.filterArguments(read, 1, further), MethodHandles.filterArguments(write, 2, further));
    }

    /** The same for a wrapper of the primitive type, or for {@code Object}. */
    Access as(Class<?> type) {
        return new Access(
                read.asType(read.type().changeReturnType(type)),
                write.asType(write.type().changeParameterType(0, type)));
    }

    static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        return method(Words.class, name, MethodType.methodType(result, parameters), true);
    }

    private static MethodHandle method(Class<?> owner, String name, MethodType type, boolean fixed) {
        try {
            return fixed ? LOOKUP.findStatic(owner, name, type) : LOOKUP.findVirtual(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner.getName() + "." + name + type + " is missing", e);
        }
    }
}

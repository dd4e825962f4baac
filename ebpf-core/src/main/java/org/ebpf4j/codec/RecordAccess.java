// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/** Binds the components of a record to the fields of a struct, by name and in any order. */
final class RecordAccess {
    /** A method handle takes 255 arguments at most, and each component takes two while the handle is being made. */
    private static final int MOST_COMPONENTS = 120;

    private static final Set<Class<?>> INTEGERS = Set.of(boolean.class, byte.class, short.class, int.class, long.class);

    private final Binder binder;
    private final Btf btf;
    private final Class<?> type;
    private final int id;
    private final Map<String, BtfType.Member> fields;

    private RecordAccess(Binder binder, Btf btf, Class<?> type, int id, Map<String, BtfType.Member> fields) {
        this.binder = binder;
        this.btf = btf;
        this.type = type;
        this.id = id;
        this.fields = fields;
    }

    static Access of(Binder binder, Btf btf, Class<?> type, int id, Map<String, BtfType.Member> fields) {
        return new RecordAccess(binder, btf, type, id, fields).bind();
    }

    private Access bind() {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length > MOST_COMPONENTS) {
            throw mismatch("a record can have " + MOST_COMPONENTS + " components, nest some");
        }
        MethodHandle read = constructor(components);
        MethodHandle write = MethodHandles.dropReturn(
                MethodHandles.empty(MethodType.methodType(void.class, type, ByteBuffer.class, int.class)));
        for (int i = components.length - 1; i >= 0; i--) {
            Access component = component(components[i]);
            read = MethodHandles.collectArguments(read, i, component.read());
            MethodHandle one = MethodHandles.filterArguments(component.write(), 0, accessor(components[i]));
            write = MethodHandles.foldArguments(write, one);
        }
        return new Access(once(read, components.length), write);
    }

    /** All components are read from the same buffer and place. */
    private MethodHandle once(MethodHandle read, int components) {
        MethodType wanted = MethodType.methodType(type, ByteBuffer.class, int.class);
        if (components == 0) {
            return MethodHandles.dropArguments(read, 0, wanted.parameterList());
        }
        int[] order = new int[2 * components];
        Arrays.setAll(order, i -> i % 2);
        return MethodHandles.permuteArguments(read, wanted, order);
    }

    private Access component(RecordComponent component) {
        BtfType.Member field = fields.get(component.getName());
        if (field == null) {
            throw mismatch("there is no field " + component.getName());
        }
        Class<?> wanted = component.getType();
        if (field.bitSize() > 0) {
            return bits(component, field);
        }
        try {
            return binder.access(wanted, field.type()).at(field.bitOffset() / Byte.SIZE);
        } catch (IllegalArgumentException e) {
            int size = size(wanted);
            long bytes = btf.sizeOf(field.type());
            throw mismatch(
                    size > 0 && size != bytes
                            ? "component " + component.getName() + " is " + size + " bytes, field " + field.name()
                                    + " is " + bytes
                            : "component " + component.getName() + ": " + e.getMessage());
        }
    }

    private Access bits(RecordComponent component, BtfType.Member field) {
        Class<?> wanted = Binder.unwrapped(component.getType());
        if (!INTEGERS.contains(wanted) || (wanted != boolean.class && size(wanted) * Byte.SIZE < field.bitSize())) {
            throw mismatch("component " + component.getName() + " is no integer of " + field.bitSize()
                    + " bits or more, as the bit field " + field.name() + " is");
        }
        BtfType described = btf.type(btf.resolve(field.type()));
        boolean signed = described instanceof BtfType.Int integer
                ? integer.signed() && !integer.bool()
                : described instanceof BtfType.Enum values && values.signed();
        // All bits of a number that they fill are given and taken, its sign too.
        signed |= size(wanted) * Byte.SIZE == field.bitSize();
        return Access.ofBits(wanted, new Bits(field.bitOffset(), field.bitSize(), signed))
                .as(component.getType());
    }

    /** Bytes of a primitive type, 0 for any other. */
    private static int size(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        } else if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        } else if (primitive == short.class) {
            return Short.BYTES;
        }
        return primitive == byte.class || primitive == boolean.class ? Byte.BYTES : 0;
    }

    private MethodHandle constructor(RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return MethodHandles.lookup().unreflectConstructor(constructor);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw closed(e);
        }
    }

    private MethodHandle accessor(RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return MethodHandles.lookup().unreflect(accessor);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw closed(e);
        }
    }

    private IllegalArgumentException closed(Exception cause) {
        return new IllegalArgumentException(
                Shapes.of(type) + " can't be constructed from here; open its package " + type.getPackageName()
                        + " to this library's module",
                cause);
    }

    private IllegalArgumentException mismatch(String why) {
        return Shapes.mismatch(type, btf, id, why);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.codec;

import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/** Finds how a Java type reads a type of BTF. A mismatch inside of a record is said of the record, with both shapes. */
final class Binder {
    private static final int DEEPEST = 32;
    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            Byte.class, byte.class,
            Short.class, short.class,
            Integer.class, int.class,
            Long.class, long.class,
            Float.class, float.class,
            Double.class, double.class,
            Boolean.class, boolean.class);

    private final Btf btf;
    private int depth;

    Binder(Btf btf) {
        this.btf = btf;
    }

    /** A codec of a class for a type. */
    Codec<?> codec(Class<?> type, int typeId) {
        return BoundCodec.of(access(type, typeId), size(typeId));
    }

    Access access(Class<?> type, int typeId) {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException(btf.source() + ": " + btf.name(typeId) + " is nested too deeply");
        }
        int id = btf.resolve(typeId);
        BtfType described = btf.type(id);
        Access access;
        if (type == byte[].class) {
            access = Access.of(type, new Bytes(size(id)));
        } else if (described instanceof BtfType.Struct struct) {
            access = struct(type, id, struct);
        } else if (described instanceof BtfType.Array array) {
            access = array(type, id, array);
        } else if (described instanceof BtfType.Enum values && type.isEnum()) {
            access = Access.of(type, new Names(type, values));
        } else {
            access = scalar(type, id, described);
        }
        depth--;
        return access;
    }

    private Access struct(Class<?> type, int id, BtfType.Struct struct) {
        if (!type.isRecord()) {
            throw wrong(id, type, "take a record or byte[]");
        }
        return RecordAccess.of(this, btf, type, id, Fields.of(btf, struct));
    }

    private Access array(Class<?> type, int id, BtfType.Array array) {
        int element = btf.resolve(array.element());
        if (array.count() == 0) {
            throw wrong(id, type, "its length is open; leave it out");
        }
        boolean characters = btf.type(element) instanceof BtfType.Int integer && integer.size() == 1;
        if (type == String.class && characters) {
            return Access.of(type, new Bytes.Text(array.count()));
        }
        if (!type.isArray()) {
            throw wrong(id, type, characters ? "take a String or byte[]" : "take an array");
        }
        Class<?> component = type.getComponentType();
        return Access.of(type, new Elements(component, codec(component, element), array.count()));
    }

    private Access scalar(Class<?> type, int id, BtfType described) {
        Class<?> primitive = unwrapped(type);
        int size = size(id);
        boolean fits = primitive == wanted(described, size) || (primitive == boolean.class && size == 1);
        if (!fits || primitive == void.class) {
            throw wrong(id, type, take(described, size));
        }
        Access access = Access.of(primitive);
        return type == primitive ? access : access.as(type);
    }

    /** The primitive type that a wrapper is of; any other type as it is. */
    static Class<?> unwrapped(Class<?> type) {
        return PRIMITIVES.getOrDefault(type, type);
    }

    private static String take(BtfType described, int size) {
        Class<?> wanted = wanted(described, size);
        return wanted == void.class ? "take byte[]" : "take " + wanted + (size == 1 ? " or boolean" : "");
    }

    /** The primitive of the same size; {@code void} for none. */
    private static Class<?> wanted(BtfType described, int size) {
        if (described instanceof BtfType.Float) {
            return size == Float.BYTES ? float.class : size == Double.BYTES ? double.class : void.class;
        }
        return switch (size) {
            case 1 -> byte.class;
            case 2 -> short.class;
            case 4 -> int.class;
            case 8 -> long.class;
            default -> void.class;
        };
    }

    int size(int typeId) {
        long size = btf.sizeOf(typeId);
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    btf.source() + ": " + btf.name(typeId) + " has " + size + " bytes, which no object can hold");
        }
        return (int) size;
    }

    private IllegalArgumentException wrong(int id, Class<?> type, String fix) {
        return new IllegalArgumentException(type.getSimpleName() + " does not fit " + Shapes.of(btf, id) + "; " + fix);
    }
}

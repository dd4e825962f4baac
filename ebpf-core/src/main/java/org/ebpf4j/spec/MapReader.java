// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a map's declaration out of BTF: a variable whose type is a struct of pointers that mean something. {@code __uint(name, n)} is a pointer
 * to an array of n elements, {@code __ulong(name, n)} an enum of one value, {@code __type(name, T)} a pointer to T, {@code __array(values, T)}
 * an array of pointers to T.
 */
final class MapReader {
    private static final int PIN_BY_NAME = 1;
    /** There are eleven; this bounds what a broken file can make us decode. */
    private static final int MOST_ATTRIBUTES = 64;

    private final String object;
    private final Btf btf;
    private final String name;
    private final boolean isInner;
    private int type;
    private int keySize;
    private int valueSize;
    private int keyTypeId;
    private int valueTypeId;
    private int maxEntries;
    private int flags;
    private int numaNode;
    private long mapExtra;
    private boolean pinByName;
    private BtfType.@Nullable Member values;

    private MapReader(String object, Btf btf, String name, boolean isInner) {
        this.object = object;
        this.btf = btf;
        this.name = name;
        this.isInner = isInner;
    }

    /** What a variable declares. */
    static DeclaredMap read(String object, Btf btf, BtfType.Var variable) {
        MapReader reader = new MapReader(object, btf, variable.name(), false);
        MapSpec map = reader.read(variable.type());
        BtfType.Member values = reader.values;
        return new DeclaredMap(map, values == null ? -1 : values.bitOffset() / Byte.SIZE);
    }

    private MapSpec read(int declaration) {
        int declared = btf.resolve(declaration);
        if (btf.entryCount(declared) > MOST_ATTRIBUTES || !(btf.type(declared) instanceof BtfType.Struct struct)) {
            throw malformed("is not a struct of a map's attributes");
        }
        struct.members().forEach(this::take);
        if (type == 0) {
            throw malformed("has no type");
        }
        MapType mapType = MapType.of(type);
        if (mapType.ofMaps() || mapType.ofDescriptors()) {
            keySize = keySize == 0 ? Integer.BYTES : keySize;
            valueSize = valueSize == 0 ? Integer.BYTES : valueSize;
        }
        MapSpec map = new MapSpec(name, mapType, keySize, valueSize, keyTypeId, valueTypeId, maxEntries, flags, null);
        map.mapExtra(mapExtra).pinByName(pinByName);
        if ((flags & MapSpec.NUMA_NODE) != 0) {
            map.numaNode(numaNode);
        }
        if (values != null) {
            readValues(map, values);
        }
        return map;
    }

    private void take(BtfType.Member member) {
        switch (member.name()) {
            case "type" -> type = number(member);
            case "max_entries" -> maxEntries = number(member);
            case "map_flags" -> flags = number(member);
            case "numa_node" -> numaNode = number(member);
            case "map_extra" -> mapExtra = longNumber(member);
            case "key_size" -> keySize = agreed(member, keySize, number(member));
            case "value_size" -> valueSize = agreed(member, valueSize, number(member));
            case "key" -> {
                keyTypeId = pointee(member);
                keySize = agreed(member, keySize, sizeOf(keyTypeId));
            }
            case "value" -> {
                valueTypeId = pointee(member);
                valueSize = agreed(member, valueSize, sizeOf(valueTypeId));
            }
            case "values" -> {
                if (isInner) {
                    throw malformed("has values of its own, which a map in a map can't have");
                }
                values = member;
            }
            case "pinning" -> {
                int pinning = number(member);
                if (isInner || pinning < 0 || pinning > PIN_BY_NAME) {
                    throw malformed("has the pinning " + pinning
                            + ", and only LIBBPF_PIN_BY_NAME (1) of a map that is in no other is known");
                }
                pinByName = pinning == PIN_BY_NAME;
            }
            default -> throw malformed("has the attribute " + member.name() + ", which is not supported");
        }
    }

    private void readValues(MapSpec map, BtfType.Member member) {
        if (!(btf.type(btf.resolve(member.type())) instanceof BtfType.Array array)
                || !(btf.type(btf.resolve(array.element())) instanceof BtfType.Ptr pointer)) {
            throw malformed("does not declare values as __array does");
        }
        BtfKind target = btf.kind(btf.resolve(pointer.type()));
        if (map.type().ofMaps() && target == BtfKind.STRUCT) {
            map.inner(new MapReader(object, btf, name + ".inner", true).read(pointer.type()));
        } else if (map.type() != MapType.PROG_ARRAY || target != BtfKind.FUNC_PROTO) {
            throw malformed("has values that a map of type " + map.type() + " can't have");
        }
    }

    private int agreed(BtfType.Member member, int before, int now) {
        if (before != 0 && before != now) {
            throw malformed("says " + before + " bytes in one place and " + now + " in " + member.name());
        }
        return now;
    }

    private int number(BtfType.Member member) {
        long number = longNumber(member);
        if (number < Integer.MIN_VALUE || number > 0xffff_ffffL) {
            throw malformed("gives " + member.name() + " as " + Long.toUnsignedString(number)
                    + ", which needs more than 32 bits");
        }
        return (int) number;
    }

    private long longNumber(BtfType.Member member) {
        int declared = btf.resolve(member.type());
        if (btf.kind(declared) == BtfKind.PTR
                && btf.type(declared) instanceof BtfType.Ptr pointer
                && btf.kind(pointer.type()) == BtfKind.ARRAY
                && btf.type(pointer.type()) instanceof BtfType.Array array) {
            return array.count();
        }
        if (btf.kind(declared).isEnum()
                && btf.entryCount(declared) == 1
                && btf.type(declared) instanceof BtfType.Enum values) {
            return values.values().get(0).value();
        }
        throw malformed("does not give " + member.name() + " as a number");
    }

    private int pointee(BtfType.Member member) {
        int declared = btf.resolve(member.type());
        if (btf.kind(declared) == BtfKind.PTR && btf.type(declared) instanceof BtfType.Ptr pointer) {
            return pointer.type();
        }
        throw malformed("does not declare " + member.name() + " as __uint or __type does");
    }

    private int sizeOf(int typeId) {
        long size = btf.sizeOf(typeId);
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw malformed("has a key or value of " + size + " bytes");
        }
        return (int) size;
    }

    private MalformedObjectException malformed(String what) {
        return new MalformedObjectException(
                object + ": map " + name + " " + what
                        + "; declare it as a struct of __uint(type, …), __uint(max_entries, …), __type(key, …) and __type(value, …) in SEC(\".maps\")");
    }
}

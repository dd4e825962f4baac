// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfType;

/**
 * Reads a map's declaration out of BTF: a variable whose type is a struct of pointers that mean something. {@code __uint(name, n)} is a pointer
 * to an array of n elements, {@code __type(name, T)} a pointer to T.
 */
final class MapReader {
    private final String object;
    private final Btf btf;
    private final String name;
    private int type;
    private int keySize;
    private int valueSize;
    private int keyTypeId;
    private int valueTypeId;
    private int maxEntries;
    private int flags;

    private MapReader(String object, Btf btf, String name) {
        this.object = object;
        this.btf = btf;
        this.name = name;
    }

    static MapSpec read(String object, Btf btf, BtfType.Var variable) {
        MapReader reader = new MapReader(object, btf, variable.name());
        if (!(btf.type(btf.resolve(variable.type())) instanceof BtfType.Struct struct)) {
            throw reader.malformed("is not a struct");
        }
        for (BtfType.Member member : struct.members()) {
            reader.take(member);
        }
        if (reader.type == 0) {
            throw reader.malformed("has no type");
        }
        return new MapSpec(
                reader.name,
                MapType.of(reader.type),
                reader.keySize,
                reader.valueSize,
                reader.keyTypeId,
                reader.valueTypeId,
                reader.maxEntries,
                reader.flags,
                null);
    }

    private void take(BtfType.Member member) {
        switch (member.name()) {
            case "type" -> type = number(member);
            case "max_entries" -> maxEntries = number(member);
            case "map_flags" -> flags = number(member);
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
            default -> throw malformed("has the attribute " + member.name() + ", which is not supported");
        }
    }

    private int agreed(BtfType.Member member, int before, int now) {
        if (before != 0 && before != now) {
            throw malformed("says " + before + " bytes in one place and " + now + " in " + member.name());
        }
        return now;
    }

    private int number(BtfType.Member member) {
        if (btf.type(pointee(member)) instanceof BtfType.Array array) {
            return array.count();
        }
        throw malformed("does not give " + member.name() + " as a number");
    }

    private int pointee(BtfType.Member member) {
        if (btf.type(btf.resolve(member.type())) instanceof BtfType.Ptr pointer) {
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

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.spec.StructOpsSpec;

/**
 * A structure of functions laid out as one kernel has it. The kernel keeps it inside a larger one, {@code bpf_struct_ops_} and its name, which is
 * what the value of the map is. Members are found by name.
 *
 * @param typeId the structure in the kernel's types
 * @param valueTypeId what the map's value is in the kernel's types
 * @param value the map's value, little-endian, functions being 0; from 0 to the limit
 * @param functions what programs are its functions
 */
public record KernelStructure(int typeId, int valueTypeId, ByteBuffer value, List<Slot> functions) {
    private static final String VALUE_PREFIX = "bpf_struct_ops_";
    /** The kernel's own are some hundred bytes; a value takes no more than a few pages. */
    private static final int LARGEST_VALUE = 1 << 20;

    /**
     * A function of the structure.
     *
     * @param index which member of the kernel's structure it is
     * @param offset where in the value it is, in bytes
     * @param program the program's name
     */
    public record Slot(int index, int offset, String program) {}

    /**
     * Whether a kernel takes structures of a type.
     *
     * @param kernel the kernel's types
     * @param type the structure's name
     * @return whether there is a type of the values of such maps
     */
    public static boolean isIn(Btf kernel, String type) {
        return kernel.find(VALUE_PREFIX + type, BtfKind.STRUCT) != 0;
    }

    /**
     * Lays out a structure.
     *
     * @param object the object's types
     * @param kernel the kernel's types
     * @param structure what the author filled in
     * @return the structure as the kernel has it
     * @throws UnsupportedException where the kernel has no such structure that programs may be the functions of
     * @throws RelocationException where a member is set that the kernel's does not have, or has otherwise
     */
    public static KernelStructure fit(Btf object, Btf kernel, StructOpsSpec structure) {
        String type = structure.type();
        int valueType = kernel.find(VALUE_PREFIX + type, BtfKind.STRUCT);
        int typeId = kernel.find(type, BtfKind.STRUCT);
        if (valueType == 0 || typeId == 0) {
            throw new UnsupportedException(
                    what(object, structure) + ", which this kernel does not take from programs; "
                            + StructOpsHome.of(type),
                    0);
        }
        BtfType.Struct valueStruct = (BtfType.Struct) kernel.type(valueType);
        BtfType.Struct target = (BtfType.Struct) kernel.type(typeId);
        int dataAt = -1;
        for (BtfType.Member member : valueStruct.members()) {
            if (member.type() == typeId && member.bitSize() == 0) {
                dataAt = member.bitOffset() / Byte.SIZE;
            }
        }
        if (dataAt < 0 || valueStruct.size() > LARGEST_VALUE || dataAt > valueStruct.size() - target.size()) {
            throw new MalformedObjectException(
                    kernel.source() + ": struct " + valueStruct.name() + " does not hold a " + type);
        }
        ByteBuffer value = ByteBuffer.allocate(valueStruct.size()).order(ByteOrder.LITTLE_ENDIAN);
        return new Fitting(object, kernel, structure, target).copy(typeId, valueType, value, dataAt);
    }

    private static String what(Btf object, StructOpsSpec structure) {
        return object.source() + ": structure " + structure.name() + " is a " + structure.type();
    }

    /** Goes over the members once. */
    private record Fitting(Btf object, Btf kernel, StructOpsSpec structure, BtfType.Struct target) {
        KernelStructure copy(int typeId, int valueTypeId, ByteBuffer value, int dataAt) {
            Map<String, Integer> indexes = new LinkedHashMap<>();
            for (int i = 0; i < target.members().size(); i++) {
                indexes.putIfAbsent(target.members().get(i).name(), i);
            }
            ByteBuffer contents = structure.contents();
            Map<String, String> programs = structure.functions();
            List<Slot> slots = new ArrayList<>();
            for (BtfType.Member field : ((BtfType.Struct) object.type(structure.typeId())).members()) {
                if (field.bitSize() != 0) {
                    throw wrong(field, "which is a bit field, whose bits can't be told apart; declare it otherwise");
                }
            }
            for (BtfType.Member from : structure.members()) {
                String program = programs.get(from.name());
                int size = (int) object.sizeOf(from.type());
                ByteBuffer bytes = contents.slice(from.bitOffset() / Byte.SIZE, size);
                Integer index = indexes.get(from.name());
                if (index == null) {
                    if (program != null || !isZero(bytes)) {
                        throw wrong(from, "which this kernel's does not have; leave it 0 there");
                    }
                    continue;
                }
                BtfType.Member to = target.members().get(index);
                int at = dataAt + to.bitOffset() / Byte.SIZE;
                checkKind(from, to);
                if (StructOpsSpec.isFunction(object, from)) {
                    if (program != null) {
                        slots.add(new Slot(index, at, program));
                    }
                } else {
                    if (size != kernel.sizeOf(to.type()) || at > value.limit() - size) {
                        throw wrong(
                                from,
                                "which has " + size + " bytes, and " + kernel.sizeOf(to.type())
                                        + " in this kernel; declare it as the kernel does");
                    }
                    value.put(at, bytes, 0, size);
                }
            }
            return new KernelStructure(typeId, valueTypeId, value, List.copyOf(slots));
        }

        private void checkKind(BtfType.Member from, BtfType.Member to) {
            BtfKind here = object.kind(object.resolve(from.type()));
            BtfKind there = kernel.kind(kernel.resolve(to.type()));
            boolean function = StructOpsSpec.isFunction(object, from);
            if (here != there || to.bitSize() != 0 || (function && !StructOpsSpec.isFunction(kernel, to))) {
                throw wrong(from, "which is something else in this kernel; declare it as the kernel does");
            }
        }

        private RelocationException wrong(BtfType.Member member, String why) {
            return new RelocationException(what(object, structure) + " with " + member.name() + ", " + why);
        }

        private static boolean isZero(ByteBuffer bytes) {
            for (int i = 0; i < bytes.limit(); i++) {
                if (bytes.get(i) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfRelocation;
import org.ebpf4j.elf.ElfSection;
import org.jspecify.annotations.Nullable;

/** Reads the sections whose variables are structures of functions for the kernel; their relocations say which programs the functions are. */
final class StructOpsReader {
    private static final String PLAIN = ".struct_ops";
    private static final String LINKED = ".struct_ops.link";
    /** No structure of the kernel has a tenth as many; this bounds what a broken file can make us look through. */
    private static final int MOST_MEMBERS = 1024;

    private final String object;
    private final ElfFile elf;
    private final ElfSection section;
    private final Btf btf;
    private final TreeMap<Long, StructOpsSpec> declared = new TreeMap<>();
    private final Map<Integer, List<BtfType.Member>> members = new HashMap<>();

    private StructOpsReader(String object, ElfFile elf, ElfSection section, Btf btf) {
        this.object = object;
        this.elf = elf;
        this.section = section;
        this.btf = btf;
    }

    static boolean isStructOps(ElfSection section) {
        String name = plain(section);
        return name.equals(PLAIN) || name.equals(LINKED);
    }

    private static String plain(ElfSection section) {
        return isOptional(section) ? section.name().substring(1) : section.name();
    }

    private static boolean isOptional(ElfSection section) {
        return section.name().startsWith("?");
    }

    /** The maps of the structures, in the order of BTF. */
    static List<MapSpec> read(String object, ElfFile elf, ElfSection section, @Nullable Btf btf, SectionLayout layout) {
        int id = btf == null ? 0 : btf.find(section.name(), BtfKind.DATASEC);
        if (btf == null || id == 0) {
            throw new MalformedObjectException(object + " has structures of functions in " + section.name()
                    + " but no BTF to describe them; compile it with clang -g");
        }
        StructOpsReader reader = new StructOpsReader(object, elf, section, btf);
        reader.readStructures((BtfType.DataSection) btf.type(id), layout);
        reader.readFunctions();
        return reader.maps();
    }

    private void readStructures(BtfType.DataSection types, SectionLayout layout) {
        long room = section.data().limit();
        for (BtfType.Entry entry : types.entries()) {
            if (!(btf.type(entry.type()) instanceof BtfType.Var variable)) {
                throw malformed("holds something that is no variable");
            }
            int type = btf.resolve(variable.type());
            if (!(btf.type(type) instanceof BtfType.Struct struct)
                    || struct.union()
                    || struct.name().isEmpty()) {
                throw malformed("holds " + variable.name() + ", which is of no named struct");
            }
            Integer symbol = layout.offsets().get(variable.name());
            // A linker has filled in the offsets; before it only the symbols know.
            long offset = types.size() != 0 ? entry.offset() : symbol == null ? -1 : symbol;
            room -= struct.size();
            if (offset < 0 || offset > section.data().limit() - (long) struct.size() || room < 0) {
                throw malformed("has no room for " + variable.name());
            }
            List<BtfType.Member> known = members.computeIfAbsent(type, unused -> members(struct));
            ByteBuffer contents = ByteBuffer.allocate(struct.size()).order(ByteOrder.LITTLE_ENDIAN);
            contents.put(0, section.data(), (int) offset, struct.size());
            known.stream()
                    .filter(member -> StructOpsSpec.isFunction(btf, member))
                    .forEach(member -> contents.putLong(member.bitOffset() / Byte.SIZE, 0));
            boolean linked = plain(section).equals(LINKED);
            StructOpsSpec spec =
                    new StructOpsSpec(variable.name(), btf, type, known, contents, linked, isOptional(section));
            if (declared.put(offset, spec) != null) {
                throw malformed("has " + variable.name() + " where another structure begins");
            }
        }
    }

    /** Nothing can be set through C's bit fields, whose place in a kernel's structure can't be told from their size. */
    private List<BtfType.Member> members(BtfType.Struct struct) {
        List<BtfType.Member> whole = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (BtfType.Member member : struct.members()) {
            if (!member.name().isEmpty() && !names.add(member.name())) {
                throw malformed("uses struct " + struct.name() + ", which has two members " + member.name());
            }
            if (member.bitSize() == 0) {
                long size = btf.sizeOf(member.type());
                if (member.bitOffset() % Byte.SIZE != 0
                        || member.bitOffset() < 0
                        || size > struct.size() - member.bitOffset() / Byte.SIZE) {
                    throw malformed("uses struct " + struct.name() + ", whose member " + member.name()
                            + " does not lie inside it");
                }
                whole.add(member);
            }
        }
        if (whole.size() > MOST_MEMBERS) {
            throw malformed("uses struct " + struct.name() + ", which has " + whole.size() + " members");
        }
        return List.copyOf(whole);
    }

    private void readFunctions() {
        FunctionPlaces functions = new FunctionPlaces(elf);
        for (ElfRelocation relocation : elf.relocations(section)) {
            Map.Entry<Long, StructOpsSpec> owner = declared.floorEntry(relocation.offset());
            BtfType.Member member =
                    owner == null ? null : pointerAt(owner.getValue(), relocation.offset() - owner.getKey());
            if (owner == null
                    || member == null
                    || relocation.offset() > section.data().limit() - (long) Long.BYTES) {
                throw malformed("has a relocation at " + relocation.offset() + ", where no pointer to a function is");
            }
            // Until the file is linked, the place holds what is to be added to the symbol.
            long addend = relocation.addend() + section.data().getLong((int) relocation.offset());
            String function = functions.at(
                    relocation.symbol().section(), relocation.symbol().value() + addend);
            if (function == null) {
                throw malformed("sets " + owner.getValue().name() + "." + member.name() + " to "
                        + relocation.symbol().name() + ", which is no function");
            }
            owner.getValue().function(member.name(), function);
        }
    }

    private BtfType.@Nullable Member pointerAt(StructOpsSpec structure, long offset) {
        for (BtfType.Member member : structure.members()) {
            if (member.bitOffset() == offset * Byte.SIZE) {
                return StructOpsSpec.isFunction(btf, member) && !member.name().isEmpty() ? member : null;
            }
        }
        return null;
    }

    private List<MapSpec> maps() {
        List<MapSpec> maps = new ArrayList<>();
        declared.values().forEach(structure -> maps.add(MapSpec.of(structure)));
        return maps;
    }

    private MalformedObjectException malformed(String what) {
        return new MalformedObjectException(object + ": section " + section.name() + " " + what
                + "; declare there variables of the kernel's structures only");
    }
}

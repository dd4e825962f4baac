// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

/** Makes maps of sections that hold variables: {@code .data}, {@code .rodata}, {@code .bss}, and those with a dot and more behind, such as strings. */
final class DataReader {
    /** The kernel takes no map value, and so no data section, that is larger ({@code KMALLOC_MAX_SIZE} and less). */
    private static final int LARGEST_DATA_SECTION = 64 << 20;

    private final String object;
    private final ElfFile elf;
    private final @Nullable Btf btf;

    DataReader(String object, ElfFile elf, @Nullable Btf btf) {
        this.object = object;
        this.elf = elf;
        this.btf = btf;
    }

    static boolean isData(ElfSection section) {
        String name = section.name();
        for (String kind : new String[] {".data", ".rodata", ".bss"}) {
            if (name.equals(kind) || name.startsWith(kind + ".")) {
                return section.size() > 0;
            }
        }
        return false;
    }

    /** The map of a section, whose variables are added. */
    MapSpec read(ElfSection section, Map<String, VariableSpec> variables) {
        if (section.size() > LARGEST_DATA_SECTION) {
            throw new MalformedObjectException(object + ": section " + section.name() + " claims " + section.size()
                    + " bytes of variables, more than a map can hold");
        }
        int size = (int) section.size();
        ByteBuffer contents = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        contents.put(
                0, section.data(), section.data().position(), section.data().remaining());
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index()
                    && symbol.type() == ElfSymbol.STT_OBJECT
                    && !symbol.name().isEmpty()) {
                if (symbol.value() < 0 || symbol.size() < 0 || symbol.value() > size - symbol.size()) {
                    throw new MalformedObjectException(object + ": variable " + symbol.name()
                            + " ends outside its section " + section.name() + "; the file is damaged");
                }
                variables.put(
                        symbol.name(),
                        new VariableSpec(
                                symbol.name(), section.name(), (int) symbol.value(), (int) symbol.size(), contents));
            }
        }
        return map(section.name(), contents, section.name().startsWith(".rodata"));
    }

    /** The map of the options that the object declares, all zero before they are known. */
    MapSpec configs(int size) {
        return map(ExternSpec.CONFIG_SECTION, ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN), true);
    }

    private MapSpec map(String section, ByteBuffer contents, boolean constant) {
        int typeId = btf == null ? 0 : btf.find(section, BtfKind.DATASEC);
        // As libbpf does: what user space can't name is not mapped, and may hold what must not be, such as a lock.
        boolean mappable = btf != null && hasVisibleVariable(btf, typeId);
        int flags = (mappable ? MapSpec.MMAPABLE : 0) | (constant ? MapSpec.READ_ONLY_PROGRAM : 0);
        return new MapSpec(section, MapType.ARRAY, 4, contents.limit(), 0, typeId, 1, flags, contents);
    }

    private static boolean hasVisibleVariable(Btf btf, int typeId) {
        return typeId != 0
                && btf.type(typeId) instanceof BtfType.DataSection section
                && section.entries().stream()
                        .anyMatch(entry -> btf.kind(entry.type()) == BtfKind.VAR
                                && btf.type(entry.type()) instanceof BtfType.Var variable
                                && variable.linkage() != BtfType.LINKAGE_STATIC);
    }
}

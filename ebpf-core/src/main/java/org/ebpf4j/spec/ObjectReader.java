// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.elf.ElfSymbol;
import org.ebpf4j.insn.Instructions;
import org.jspecify.annotations.Nullable;

/** Goes once over an ELF file and gathers what an {@link ObjectSpec} is made of. */
final class ObjectReader {
    /** The kernel takes no map value, and so no data section, that is larger ({@code KMALLOC_MAX_SIZE} and less). */
    private static final int LARGEST_DATA_SECTION = 64 << 20;

    final String name;
    final ElfFile elf;
    final Map<String, MapSpec> maps = new LinkedHashMap<>();
    final Map<Long, MapSpec> mapsByOffset = new LinkedHashMap<>();
    final Map<String, ProgramSpec> programs = new LinkedHashMap<>();
    final Map<String, VariableSpec> variables = new LinkedHashMap<>();
    final List<FunctionSpec> functions = new ArrayList<>();
    final Map<String, SectionLayout> layouts = new LinkedHashMap<>();
    final @Nullable Btf btf;
    final @Nullable BtfExt btfExt;
    String license = "";

    ObjectReader(String name, ByteBuffer bytes) {
        this.name = name;
        this.elf = ElfFile.parse(name, bytes);
        ElfSection types = section(".BTF");
        this.btf = types == null ? null : Btf.parse(name, types.data());
        ElfSection ext = section(".BTF.ext");
        this.btfExt = btf == null || ext == null ? null : BtfExt.parse(name, btf, ext.data());
    }

    ObjectSpec read() {
        for (ElfSection section : elf.sections()) {
            if (btf != null && btf.find(section.name(), BtfKind.DATASEC) != 0) {
                layouts.put(section.name(), layout(section));
            }
            if (section.name().equals("license")) {
                license = text(section.data());
            } else if (section.name().equals("maps")) {
                throw new MalformedObjectException(
                        name
                                + " declares maps in SEC(\"maps\"), a form without types that is not supported; declare them in SEC(\".maps\")");
            } else if (isData(section)) {
                readData(section);
            } else if (isCode(section)) {
                readCode(section);
            }
        }
        readMaps();
        return new ObjectSpec(this);
    }

    private @Nullable ElfSection section(String wanted) {
        for (ElfSection section : elf.sections()) {
            if (section.name().equals(wanted)) {
                return section;
            }
        }
        return null;
    }

    private static boolean isCode(ElfSection section) {
        return section.type() == ElfSection.SHT_PROGBITS
                && (section.flags() & ElfSection.SHF_EXECINSTR) != 0
                && section.size() > 0;
    }

    private static boolean isData(ElfSection section) {
        String name = section.name();
        for (String kind : new String[] {".data", ".rodata", ".bss"}) {
            if (name.equals(kind) || name.startsWith(kind + ".")) {
                return section.size() > 0;
            }
        }
        return false;
    }

    private static String text(ByteBuffer data) {
        String all = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    private void readData(ElfSection section) {
        if (section.size() > LARGEST_DATA_SECTION) {
            throw new MalformedObjectException(name + ": section " + section.name() + " claims " + section.size()
                    + " bytes of variables, more than a map can hold");
        }
        int size = (int) section.size();
        ByteBuffer contents = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        contents.put(
                0, section.data(), section.data().position(), section.data().remaining());
        boolean constant = section.name().startsWith(".rodata");
        int typeId = btf == null ? 0 : btf.find(section.name(), BtfKind.DATASEC);
        int flags = MapSpec.MMAPABLE | (constant ? MapSpec.READ_ONLY_PROGRAM : 0);
        MapSpec map = new MapSpec(section.name(), MapType.ARRAY, 4, size, 0, typeId, 1, flags, contents);
        maps.put(section.name(), map);
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index()
                    && symbol.type() == ElfSymbol.STT_OBJECT
                    && !symbol.name().isEmpty()) {
                if (symbol.value() < 0 || symbol.size() < 0 || symbol.value() > size - symbol.size()) {
                    throw new MalformedObjectException(name + ": variable " + symbol.name()
                            + " ends outside its section " + section.name() + "; the file is damaged");
                }
                variables.put(
                        symbol.name(),
                        new VariableSpec(
                                symbol.name(), section.name(), (int) symbol.value(), (int) symbol.size(), contents));
            }
        }
    }

    private SectionLayout layout(ElfSection section) {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index() && symbol.value() >= 0 && symbol.value() <= section.size()) {
                offsets.put(symbol.name(), (int) symbol.value());
            }
        }
        return new SectionLayout((int) Math.min(section.size(), Integer.MAX_VALUE), offsets);
    }

    private void readMaps() {
        ElfSection section = section(".maps");
        if (section == null) {
            return;
        }
        int dataSection = btf == null ? 0 : btf.find(".maps", BtfKind.DATASEC);
        if (btf == null || dataSection == 0) {
            throw new MalformedObjectException(
                    name + " has maps but no BTF to describe them; compile it with clang -g");
        }
        SectionLayout layout = layout(section);
        for (BtfType.Entry entry : ((BtfType.DataSection) btf.type(dataSection)).entries()) {
            if (!(btf.type(entry.type()) instanceof BtfType.Var variable)) {
                throw new MalformedObjectException(name + ": the section .maps holds something that is no variable");
            }
            MapSpec map = MapReader.read(name, btf, variable);
            Integer offset = layout.offsets().get(map.name());
            if (offset == null) {
                throw new MalformedObjectException(
                        name + ": map " + map.name() + " has no symbol; the file is damaged or was stripped");
            }
            maps.put(map.name(), map);
            mapsByOffset.put((long) offset, map);
        }
    }

    private void readCode(ElfSection section) {
        List<ElfSymbol> symbols = new ArrayList<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == section.index() && symbol.type() == ElfSymbol.STT_FUNC) {
                symbols.add(symbol);
            }
        }
        symbols.sort(Comparator.comparingLong(ElfSymbol::value));
        Map<Long, ElfSymbol> targets = new LinkedHashMap<>();
        elf.relocations(section).forEach(relocation -> targets.put(relocation.offset(), relocation.symbol()));
        for (ElfSymbol symbol : symbols) {
            FunctionSpec function = function(section, symbol, targets);
            functions.add(function);
            if (symbol.binding() != ElfSymbol.STB_LOCAL && !section.name().equals(".text")) {
                programs.put(function.name(), new ProgramSpec(function));
            }
        }
    }

    private FunctionSpec function(ElfSection section, ElfSymbol symbol, Map<Long, ElfSymbol> targets) {
        long start = symbol.value();
        long length = symbol.size();
        if (start < 0 || length <= 0 || start > section.size() - length || start % 8 != 0 || length % 8 != 0) {
            throw new MalformedObjectException(
                    name + ": function " + symbol.name() + " does not lie on whole instructions inside its section "
                            + section.name() + "; the file is damaged");
        }
        Instructions code = Instructions.copyOf(section.data().slice((int) start, (int) length));
        List<CodeReference> references = new ArrayList<>();
        for (int index = 0; index < code.count(); index++) {
            ElfSymbol target = targets.get(start + (long) index * Instructions.SIZE);
            if (target != null) {
                references.add(new CodeReference(index, target, sectionName(target)));
            }
        }
        return new FunctionSpec(
                symbol.name(),
                section.name(),
                section.index(),
                (int) (start / Instructions.SIZE),
                code,
                List.copyOf(references));
    }

    private String sectionName(ElfSymbol symbol) {
        int index = symbol.section();
        return index > 0 && index < elf.sections().size()
                ? elf.sections().get(index).name()
                : "";
    }
}

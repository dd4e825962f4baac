// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.elf.ElfSymbol;
import org.ebpf4j.insn.Instructions;
import org.jspecify.annotations.Nullable;

/** Goes once over an ELF file and gathers what an {@link ObjectSpec} is made of. */
final class ObjectReader {
    private static final String MAPS = ".maps";
    private static final String LEGACY_MAPS = "maps";

    final String name;
    final ElfFile elf;
    final Map<String, MapSpec> maps = new LinkedHashMap<>();
    final Map<String, Map<Long, MapSpec>> mapsByPlace = new HashMap<>();
    final Map<String, ProgramSpec> programs = new LinkedHashMap<>();
    final Map<String, VariableSpec> variables = new LinkedHashMap<>();
    final List<FunctionSpec> functions = new ArrayList<>();
    final Map<String, SectionLayout> layouts = new LinkedHashMap<>();
    final Map<String, ExternSpec> externs;
    final Set<String> hiddenFunctions = new LinkedHashSet<>();
    final @Nullable Btf btf;
    final @Nullable BtfExt btfExt;
    String license = "";
    int kernelVersion;

    ObjectReader(String name, ByteBuffer bytes) {
        this.name = name;
        this.elf = ElfFile.parse(name, bytes);
        ElfSection types = section(".BTF");
        this.btf = types == null ? null : Btf.parse(name, types.data());
        ElfSection ext = section(".BTF.ext");
        this.btfExt = btf == null || ext == null ? null : BtfExt.parse(name, btf, ext.data());
        this.externs = btf == null ? Map.of() : ExternReader.read(name, btf, elf);
    }

    ObjectSpec read() {
        DataReader data = new DataReader(name, elf, btf);
        for (ElfSection section : elf.sections()) {
            if (btf != null && btf.find(section.name(), BtfKind.DATASEC) != 0) {
                layouts.put(section.name(), layout(section));
            }
            switch (section.name()) {
                case "license" -> license = text(section.data());
                case "version" -> kernelVersion = version(section.data());
                case MAPS -> add(section, MapSectionReader.read(name, elf, section, btf, layout(section)));
                case LEGACY_MAPS -> add(section, LegacyMapReader.read(name, elf, section));
                default -> {
                    if (StructOpsReader.isStructOps(section)) {
                        StructOpsReader.read(name, elf, section, btf, layout(section))
                                .forEach(map -> maps.put(map.name(), map));
                    } else if (DataReader.isData(section)) {
                        maps.put(section.name(), data.read(section, variables));
                    } else if (isCode(section)) {
                        readCode(section);
                    }
                }
            }
        }
        leaveOutLibraryFunctions();
        int options = ExternReader.configSize(externs);
        if (options > 0) {
            maps.put(ExternSpec.CONFIG_SECTION, data.configs(options));
        }
        return new ObjectSpec(this);
    }

    /** A global function in a section of no known name is no program where others of the object call it. */
    private void leaveOutLibraryFunctions() {
        Set<String> called = new HashSet<>();
        for (FunctionSpec function : functions) {
            function.references()
                    .forEach(reference -> called.add(reference.symbol().name()));
        }
        programs.values().removeIf(program -> program.type() == ProgramType.UNSPEC && called.contains(program.name()));
    }

    private void add(ElfSection section, List<Map.Entry<Long, MapSpec>> found) {
        Map<Long, MapSpec> places = new HashMap<>();
        if (mapsByPlace.put(section.name(), places) != null) {
            throw new MalformedObjectException(
                    name + " has several sections " + section.name() + "; link them into one");
        }
        for (Map.Entry<Long, MapSpec> map : found) {
            places.put(map.getKey(), map.getValue());
            maps.put(map.getValue().name(), map.getValue());
        }
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

    private static String text(ByteBuffer data) {
        String all = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    /** Only kernels before 5.0 look at it, for kprobes. */
    private static int version(ByteBuffer data) {
        return data.limit() >= Integer.BYTES ? data.getInt(0) : 0;
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
            if (symbol.visibility() == ElfSymbol.STV_HIDDEN || symbol.visibility() == ElfSymbol.STV_INTERNAL) {
                hiddenFunctions.add(function.name());
            }
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

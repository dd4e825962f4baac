// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.CPrinter;
import org.ebpf4j.btf.CoreRelocation;
import org.ebpf4j.insn.Disassembler;
import org.ebpf4j.relocate.CoreKind;
import org.ebpf4j.spec.CodeReference;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.FunctionSymbols;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.ebpf4j.spec.StructOpsSpec;
import org.ebpf4j.spec.VariableSpec;
import org.jspecify.annotations.Nullable;

/** What an object contains, as text. */
final class Inspection {
    private final ObjectSpec spec;
    private final @Nullable Btf btf;
    private final @Nullable CPrinter printer;
    private final List<String> lines = new ArrayList<>();

    /** Types that were mentioned, in the order of their mention. */
    private final Set<Integer> types = new LinkedHashSet<>();

    Inspection(ObjectSpec spec) {
        this.spec = spec;
        this.btf = spec.btf();
        this.printer = btf == null ? null : new CPrinter(btf);
    }

    String text(boolean disassemble) {
        String described = btf == null ? "no BTF" : btf.typeCount() + " types";
        lines.add(spec.name() + ": license \"" + spec.license() + "\", " + described);
        section("maps", spec.maps(), this::map);
        section("structures", structures(), this::structure);
        section("programs", spec.programs(), this::program);
        section("variables", spec.variables(), this::variable);
        section("relocations", spec.functions(), this::relocations);
        if (printer != null && !types.isEmpty()) {
            String definitions = printer.definitions(
                    types.stream().mapToInt(Integer::intValue).toArray());
            if (!definitions.isEmpty()) {
                lines.add("\ntypes:");
                lines.add(definitions.stripTrailing());
            }
        }
        if (disassemble) {
            spec.functions().forEach(this::instructions);
        }
        return String.join("\n", lines) + "\n";
    }

    private interface Printer<T> {
        void print(T part);
    }

    private <T> void section(String title, Iterable<T> parts, Printer<T> print) {
        int before = lines.size();
        lines.add("\n" + title + ":");
        parts.forEach(print::print);
        if (lines.size() == before + 1) {
            lines.remove(before);
        }
    }

    private void map(MapSpec map) {
        lines.add("  " + map.name() + ": " + map.type() + ", key " + bytes(map.keySize())
                + type(map.keyTypeId()) + ", value " + bytes(map.valueSize()) + type(map.valueTypeId()) + ", "
                + map.maxEntries() + (map.maxEntries() == 1 ? " entry" : " entries") + ", flags 0x"
                + Integer.toHexString(map.flags()));
    }

    private List<StructOpsSpec> structures() {
        List<StructOpsSpec> structures = new ArrayList<>();
        for (MapSpec map : spec.maps()) {
            StructOpsSpec structure = map.structOps();
            if (structure != null) {
                structures.add(structure);
            }
        }
        return structures;
    }

    private void structure(StructOpsSpec structure) {
        lines.add("  " + structure.name() + ": " + structure.type() + (structure.isLinked() ? ", by a link" : "")
                + (structure.isOptional() ? ", optional" : ""));
        structure.functions().forEach((member, program) -> lines.add("    " + member + ": " + program));
    }

    /** A section of variables is no type that C has; the variables are listed by themselves. */
    private String type(int id) {
        if (printer == null || btf == null || id == 0 || btf.kind(id) == BtfKind.DATASEC) {
            return "";
        }
        types.add(id);
        return " (" + printer.declaration(id, "") + ")";
    }

    private static String bytes(int count) {
        return count + (count == 1 ? " byte" : " bytes");
    }

    private void program(ProgramSpec program) {
        String target = program.target().isEmpty() ? "" : " at " + program.target();
        lines.add("  " + program.name() + ": SEC(\"" + program.section() + "\"), " + program.type() + target + ", "
                + program.function().instructions().count() + " instructions"
                + (program.isOptional() ? ", optional" : ""));
    }

    private void variable(VariableSpec variable) {
        lines.add("  " + declaration(variable) + "; // " + variable.section() + " + " + variable.offset() + ", "
                + bytes(variable.size()));
    }

    private String declaration(VariableSpec variable) {
        int id = btf == null ? 0 : btf.find(variable.name(), BtfKind.VAR);
        if (printer == null || id == 0) {
            return variable.name();
        }
        types.add(typeOf(id));
        return printer.declaration(id, variable.name());
    }

    private int typeOf(int variable) {
        return btf != null && btf.type(variable) instanceof BtfType.Var var ? var.type() : 0;
    }

    private void relocations(FunctionSpec function) {
        for (CodeReference reference : function.references()) {
            lines.add("  " + function.name() + " + " + reference.index() + ": "
                    + new FunctionSymbols(spec, function).name(reference));
        }
        if (spec.btfExt() != null && btf != null) {
            long from = (long) function.offset() * 8;
            long to = from + function.instructions().count() * 8L;
            for (CoreRelocation relocation : spec.btfExt().coreRelocations(function.section())) {
                if (relocation.insnOffset() >= from && relocation.insnOffset() < to) {
                    lines.add("  " + function.name() + " + " + (relocation.insnOffset() - from) / 8 + ": "
                            + CoreKind.of(relocation.kind()) + " of "
                            + btf.name(relocation.typeId()) + ", access " + relocation.access());
                }
            }
        }
    }

    private void instructions(FunctionSpec function) {
        lines.add("\n" + function.section() + ", " + function.name() + ":");
        new Disassembler(function.instructions(), new FunctionSymbols(spec, function))
                .lines()
                .forEach(line -> lines.add(line.toString()));
    }
}

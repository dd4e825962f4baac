// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.elf.ElfSymbol;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.spec.CodeReference;
import org.ebpf4j.spec.ExternSpec;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * Joins a program with the functions that it calls and fits it to a kernel's types. The kernel takes one run of instructions for a program, in
 * which calls are relative to the instruction behind them; an object has functions spread over sections, in which a call is relative to the
 * section or to a symbol. Not thread-safe.
 */
public final class ProgramLinker {
    /** What {@code src_reg} of a wide load or call says its immediate is: {@code BPF_PSEUDO_*} of {@code include/uapi/linux/bpf.h}. */
    private static final int PSEUDO_MAP_FD = 1;

    private static final int PSEUDO_MAP_VALUE = 2;
    private static final int PSEUDO_FUNC = 4;
    private static final int PSEUDO_CALL = 1;

    private final ObjectSpec spec;
    private final InstructionInfo info;
    private final Function<ExternSpec, ExternValue> externs;
    private final Map<Long, FunctionSpec> entries = new HashMap<>();
    private final Set<Integer> codeSections = new HashSet<>();

    /**
     * Prepares linking the programs of an object.
     *
     * @param spec the object
     * @param kernelTypes the kernel's types, asked for only by programs that are relocated by type
     * @param moduleTypes the types of its modules, split from those of the kernel, asked for where the kernel itself has none of a name
     * @param externs finds what the kernel has; asked once for each instruction that refers to something outside the object
     */
    public ProgramLinker(
            ObjectSpec spec,
            Supplier<Btf> kernelTypes,
            Supplier<List<Btf>> moduleTypes,
            Function<ExternSpec, ExternValue> externs) {
        this.spec = spec;
        this.info = new InstructionInfo(spec, kernelTypes, moduleTypes);
        this.externs = externs;
        for (FunctionSpec function : spec.functions()) {
            entries.put(entry(function.sectionIndex(), function.offset()), function);
            codeSections.add(function.sectionIndex());
        }
    }

    /**
     * Links one program.
     *
     * @param program a program of the object
     * @return the program in instructions of its own
     * @throws BpfException where it refers to something that is not there
     */
    public LinkedProgram link(ProgramSpec program) {
        Map<FunctionSpec, Integer> placed = place(program.function());
        Instructions linked = Instructions.join(
                placed.keySet().stream().map(FunctionSpec::instructions).toList());
        List<MapReference> maps = new ArrayList<>();
        List<ModuleReference> modules = new ArrayList<>();
        Map<Integer, Missing> missing = new LinkedHashMap<>();
        placed.forEach((function, base) -> {
            Map<Integer, CodeReference> references = referencesOf(function);
            for (int i = 0; i < function.instructions().count(); i++) {
                CodeReference reference = references.get(i);
                FunctionSpec callee = callee(function, i, reference);
                if (callee != null) {
                    link(linked, base + i, placed.getOrDefault(callee, 0));
                } else if (reference != null) {
                    MapReference map = refer(linked, base, i, function, reference, missing, modules);
                    if (map != null) {
                        maps.add(map);
                    }
                }
                if (function.instructions().isWideLoad(i)) {
                    i++;
                }
            }
            info.fit(function, linked, base, missing);
        });
        return new LinkedProgram(linked, maps, modules, info.functions(placed), info.lines(placed), missing);
    }

    /**
     * Gives each function that the entry function reaches its first slot, the entry function's being 0. A function comes before those that it calls,
     * and they before those that are called later, as with libbpf: the same object then gives the same program, with the same tag.
     */
    private Map<FunctionSpec, Integer> place(FunctionSpec entry) {
        Map<FunctionSpec, Integer> placed = new LinkedHashMap<>();
        Deque<Iterator<FunctionSpec>> open = new ArrayDeque<>();
        open.push(List.of(entry).iterator());
        int end = 0;
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }
            FunctionSpec function = open.peek().next();
            if (placed.putIfAbsent(function, end) == null) {
                end += function.instructions().count();
                open.push(callees(function).iterator());
            }
        }
        return placed;
    }

    private List<FunctionSpec> callees(FunctionSpec caller) {
        Map<Integer, CodeReference> references = referencesOf(caller);
        List<FunctionSpec> callees = new ArrayList<>();
        for (int i = 0; i < caller.instructions().count(); i++) {
            FunctionSpec callee = callee(caller, i, references.get(i));
            if (callee != null) {
                callees.add(callee);
            }
        }
        return callees;
    }

    private static Map<Integer, CodeReference> referencesOf(FunctionSpec function) {
        Map<Integer, CodeReference> references = new HashMap<>();
        function.references().forEach(reference -> references.put(reference.index(), reference));
        return references;
    }

    /** The function that a call or a load of a function's address means; null where the slot means none. */
    private @Nullable FunctionSpec callee(FunctionSpec caller, int index, @Nullable CodeReference reference) {
        Instructions code = caller.instructions();
        boolean call = code.isCall(index);
        boolean load = code.isWideLoad(index);
        long slot;
        int section;
        if (reference != null && (call || load)) {
            ElfSymbol symbol = reference.symbol();
            if (symbol.section() == ElfSymbol.SHN_UNDEF) {
                if (!spec.externs().containsKey(symbol.name())) {
                    throw new RelocationException(
                            spec.name() + ": function " + caller.name() + " refers to "
                                    + symbol.name()
                                    + ", which is outside the object; declare it __ksym or __kconfig and compile with clang -g, or link the object that has it");
                }
                return null;
            }
            if (load && !codeSections.contains(symbol.section())) {
                return null;
            }
            section = symbol.section();
            slot = call
                    ? symbol.value() / Instructions.SIZE + code.immediate(index) + 1
                    : (symbol.value() + code.immediate(index)) / Instructions.SIZE;
        } else if (reference == null && call && code.source(index) == PSEUDO_CALL) {
            section = caller.sectionIndex();
            slot = (long) caller.offset() + index + code.immediate(index) + 1;
        } else {
            return null;
        }
        FunctionSpec callee = entries.get(entry(section, slot));
        if (callee == null) {
            throw new RelocationException(spec.name() + ": function " + caller.name() + " calls slot " + slot
                    + " of section " + section + ", where no function begins; the file is damaged");
        }
        return callee;
    }

    private static void link(Instructions code, int index, int target) {
        code.source(index, code.isCall(index) ? PSEUDO_CALL : PSEUDO_FUNC);
        code.immediate(index, target - index - 1);
    }

    private @Nullable MapReference refer(
            Instructions code,
            int base,
            int at,
            FunctionSpec function,
            CodeReference reference,
            Map<Integer, Missing> missing,
            List<ModuleReference> modules) {
        int index = base + at;
        ElfSymbol symbol = reference.symbol();
        ExternSpec extern =
                symbol.section() == ElfSymbol.SHN_UNDEF ? spec.externs().get(symbol.name()) : null;
        if (extern != null) {
            boolean option = new ExternPatcher(spec.name(), code, missing, modules)
                    .patch(index, extern, externs.apply(extern), info.source(function, at));
            return option ? new MapReference(index, spec.map(ExternSpec.CONFIG_SECTION)) : null;
        }
        if (!code.isWideLoad(index) || at + 1 >= function.instructions().count()) {
            throw new RelocationException(spec.name() + ": function " + function.name() + " refers to " + symbol.name()
                    + " from an instruction that can't hold an address; the file is damaged");
        }
        long offset = symbol.value() + code.immediate(index);
        if (reference.section().equals(".maps") || reference.section().equals("maps")) {
            MapSpec map = spec.mapAt(reference.section(), offset);
            if (map == null) {
                throw new RelocationException(spec.name() + ": function " + function.name() + " refers to " + offset
                        + " bytes into " + reference.section() + ", where no map begins; the file is damaged");
            }
            code.source(index, PSEUDO_MAP_FD);
            return new MapReference(index, map);
        }
        MapSpec map = variables(function, reference.section());
        if (offset < 0 || offset > map.valueSize()) {
            throw new RelocationException(spec.name() + ": function " + function.name() + " refers to " + offset
                    + " bytes into " + map.name() + ", which has " + map.valueSize() + "; the file is damaged");
        }
        code.source(index, PSEUDO_MAP_VALUE);
        code.immediate(index + 1, (int) offset);
        return new MapReference(index, map);
    }

    private MapSpec variables(FunctionSpec function, String section) {
        for (MapSpec map : spec.maps()) {
            if (map.contents() != null && map.name().equals(section)) {
                return map;
            }
        }
        throw new RelocationException(spec.name() + ": function " + function.name()
                + " refers to something in section " + section
                + ", which holds no variables that this version knows; put it in .data, .bss or .rodata");
    }

    private static long entry(int section, long slot) {
        return ((long) section << 40) | (slot & 0xff_ffff_ffffL);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSymbol;

/**
 * Finds what an object declares as {@code extern … __kconfig} and {@code __ksym}: symbols that no section holds, whose type is in the sections
 * {@code .kconfig} and {@code .ksyms} of BTF, which exist there only.
 */
final class ExternReader {
    private static final int LARGEST_OPTION = 4096;
    private static final int LARGEST_OPTIONS = 1 << 20;

    private final String object;
    private final Btf btf;
    private final Map<String, ElfSymbol> symbols = new LinkedHashMap<>();

    private ExternReader(String object, Btf btf, ElfFile elf) {
        this.object = object;
        this.btf = btf;
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.section() == ElfSymbol.SHN_UNDEF
                    && symbol.binding() != ElfSymbol.STB_LOCAL
                    && !symbol.name().isEmpty()) {
                symbols.put(symbol.name(), symbol);
            }
        }
    }

    static Map<String, ExternSpec> read(String object, Btf btf, ElfFile elf) {
        ExternReader reader = new ExternReader(object, btf, elf);
        Map<String, ExternSpec> externs = new LinkedHashMap<>();
        if (!reader.symbols.isEmpty()) {
            reader.configs().forEach(extern -> externs.put(extern.name(), extern));
            reader.symbols().forEach(extern -> externs.put(extern.name(), extern));
        }
        return externs;
    }

    /** Bytes that the values of all options take. */
    static int configSize(Map<String, ExternSpec> externs) {
        return externs.values().stream()
                .mapToInt(extern -> extern.offset() + extern.size())
                .max()
                .orElse(0);
    }

    /** The options, widest alignment first, so that there are no holes. */
    private List<ExternSpec> configs() {
        List<BtfType.Var> found = new ArrayList<>();
        for (BtfType type : entries(ExternSpec.CONFIG_SECTION)) {
            if (type instanceof BtfType.Var variable) {
                found.add(variable);
            }
        }
        found.sort(Comparator.comparingInt((BtfType.Var variable) -> -alignment(variable))
                .thenComparing(BtfType.Var::name));
        List<ExternSpec> placed = new ArrayList<>();
        int end = 0;
        for (BtfType.Var variable : found) {
            int size = size(variable);
            int alignment = alignment(variable);
            int offset = (end + alignment - 1) / alignment * alignment;
            placed.add(new ExternSpec(
                    variable.name(), ExternSpec.Kind.CONFIG, variable.type(), isWeak(variable.name()), offset, size));
            end = offset + size;
            if (end > LARGEST_OPTIONS) {
                throw new MalformedObjectException(
                        object + " declares options of more than " + LARGEST_OPTIONS + " bytes; the file is damaged");
            }
        }
        return placed;
    }

    private List<ExternSpec> symbols() {
        List<ExternSpec> found = new ArrayList<>();
        for (BtfType type : entries(ExternSpec.SYMBOL_SECTION)) {
            boolean weak = isWeak(type.name());
            if (type instanceof BtfType.Func function) {
                found.add(new ExternSpec(function.name(), ExternSpec.Kind.FUNCTION, function.proto(), weak, 0, 0));
            } else if (type instanceof BtfType.Var variable) {
                boolean typed = btf.kind(btf.resolve(variable.type())) != BtfKind.VOID;
                ExternSpec.Kind kind = typed ? ExternSpec.Kind.VARIABLE : ExternSpec.Kind.SYMBOL;
                found.add(new ExternSpec(variable.name(), kind, variable.type(), weak, 0, 0));
            }
        }
        return found;
    }

    private List<BtfType> entries(String section) {
        int id = btf.find(section, BtfKind.DATASEC);
        if (id == 0) {
            return List.of();
        }
        return ((BtfType.DataSection) btf.type(id))
                .entries().stream()
                        .filter(entry ->
                                btf.kind(entry.type()) == BtfKind.VAR || btf.kind(entry.type()) == BtfKind.FUNC)
                        .map(entry -> btf.type(entry.type()))
                        .filter(type -> symbols.containsKey(type.name()))
                        .toList();
    }

    private boolean isWeak(String name) {
        ElfSymbol symbol = symbols.get(name);
        return symbol != null && symbol.binding() == ElfSymbol.STB_WEAK;
    }

    private int size(BtfType.Var variable) {
        long size = btf.sizeOf(variable.type());
        if (size <= 0 || size > LARGEST_OPTION) {
            throw new MalformedObjectException(
                    object + ": the option " + variable.name() + " has " + size
                            + " bytes; declare it as a bool, an integer, an enum libbpf_tristate or an array of char of known length");
        }
        return (int) size;
    }

    private int alignment(BtfType.Var variable) {
        int type = btf.resolve(variable.type());
        if (btf.type(type) instanceof BtfType.Array array) {
            type = btf.resolve(array.element());
        }
        long size = btf.sizeOf(type);
        return size == 2 || size == 4 || size == 8 ? (int) size : 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.insn.HelperNames;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.insn.Symbols;

/** The names of what a function's instructions refer to: maps, variables, functions, helpers. Not thread-safe. */
public final class FunctionSymbols implements Symbols {
    /** What {@code src_reg} of a call says where it stays within the object: {@code BPF_PSEUDO_CALL}. */
    private static final int PSEUDO_CALL = 1;

    private static final int HELPER_CALL = 0;

    private final ObjectSpec spec;
    private final FunctionSpec function;
    private final Map<Integer, CodeReference> references = new HashMap<>();

    /**
     * Prepares naming.
     *
     * @param spec the object
     * @param function one of its functions
     */
    public FunctionSymbols(ObjectSpec spec, FunctionSpec function) {
        this.spec = spec;
        this.function = function;
        function.references().forEach(reference -> references.put(reference.index(), reference));
    }

    @Override
    public String at(int slot) {
        CodeReference reference = references.get(slot);
        if (reference != null) {
            return name(reference);
        }
        Instructions code = function.instructions();
        if (!code.isCall(slot)) {
            return "";
        }
        return switch (code.source(slot)) {
            case HELPER_CALL -> HelperNames.of(code.immediate(slot));
            case PSEUDO_CALL ->
                functionAt(function.sectionIndex(), (long) function.offset() + slot + code.immediate(slot) + 1);
            default -> "";
        };
    }

    /**
     * What a reference means. A static variable or function has no symbol of its own there, only its section and the distance into it.
     *
     * @param reference of the function
     * @return a name, or section and distance
     */
    public String name(CodeReference reference) {
        String symbol = reference.symbol().name();
        if (!symbol.isEmpty() && !symbol.equals(reference.section())) {
            return symbol;
        }
        Instructions code = function.instructions();
        int immediate = code.immediate(reference.index());
        long slot = code.isCall(reference.index())
                ? reference.symbol().value() / Instructions.SIZE + immediate + 1
                : (reference.symbol().value() + immediate) / Instructions.SIZE;
        String callee = functionAt(reference.symbol().section(), slot);
        return callee.isEmpty() ? reference.section() + " + " + immediate : callee;
    }

    private String functionAt(int section, long slot) {
        for (FunctionSpec candidate : spec.functions()) {
            if (candidate.sectionIndex() == section && candidate.offset() == slot) {
                return candidate.name();
            }
        }
        return "";
    }
}

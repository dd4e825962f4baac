// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.List;
import java.util.Map;
import org.ebpf4j.RelocationException;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.spec.ExternSpec;
import org.jspecify.annotations.Nullable;

/** Writes what an extern comes to into the instruction that refers to it. */
final class ExternPatcher {
    private static final int CALL = 0x85;
    /** {@code BPF_PSEUDO_*} of {@code include/uapi/linux/bpf.h}. */
    private static final int PSEUDO_MAP_VALUE = 2;

    private static final int PSEUDO_BTF_ID = 3;
    private static final int PSEUDO_KFUNC_CALL = 2;

    private final String object;
    private final Instructions code;
    private final Map<Integer, Missing> missing;
    private final List<ModuleReference> modules;

    ExternPatcher(String object, Instructions code, Map<Integer, Missing> missing, List<ModuleReference> modules) {
        this.object = object;
        this.code = code;
        this.missing = missing;
        this.modules = modules;
    }

    /** Answers true where the slot takes the descriptor of the map of options. */
    boolean patch(int index, ExternSpec extern, @Nullable ExternValue value, String source) {
        boolean call = code.isCall(index);
        boolean load = code.isWideLoad(index) && index + 1 < code.count();
        if (call ? extern.kind() != ExternSpec.Kind.FUNCTION : !load) {
            throw new RelocationException(object + ": an instruction that can't hold an address refers to "
                    + extern.name() + "; the file is damaged");
        }
        if (value instanceof ExternValue.Option) {
            long offset = (long) extern.offset() + code.immediate(index);
            if (offset < extern.offset() || offset > extern.offset() + extern.size()) {
                throw new RelocationException(object + ": an instruction refers to something outside the option "
                        + extern.name() + "; the file is damaged");
            }
            wide(index, PSEUDO_MAP_VALUE, offset << 32);
            return true;
        } else if (value instanceof ExternValue.Address symbol) {
            wide(index, 0, symbol.address() + code.immediate(index));
        } else if (value instanceof ExternValue.Described described) {
            if (call) {
                code.set(index, CALL, 0, PSEUDO_KFUNC_CALL, 0, described.typeId());
            } else {
                wide(index, PSEUDO_BTF_ID, described.typeId());
            }
            if (!described.module().isEmpty()) {
                modules.add(new ModuleReference(index, described.module()));
            }
        } else if (value instanceof ExternValue.Absent absent) {
            if (call) {
                code.set(index, CALL, 0, 0, 0, CoreRelocator.POISON);
                missing.put(index, Missing.absent(absent.what(), source, "bpf_ksym_exists"));
            } else {
                wide(index, 0, 0);
            }
        }
        return false;
    }

    private void wide(int index, int source, long value) {
        code.source(index, source);
        code.immediate(index, (int) value);
        code.immediate(index + 1, (int) (value >>> 32));
    }
}

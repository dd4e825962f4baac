// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.stream.IntStream;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.EssentialName;
import org.ebpf4j.spec.ExternSpec;

/** Finds an object's externs among the variables and functions of a kernel's BTF. */
public final class KernelSymbols {
    private KernelSymbols() {}

    /**
     * Finds a variable or function.
     *
     * @param object the object's types
     * @param kernel the kernel's types
     * @param extern a variable or function; a function's flavor is left aside
     * @return where it is, or that the kernel lacks it where that is no error
     * @throws RelocationException where the kernel does not have it, or has another of that name, and it is not weak
     */
    public static ExternValue find(Btf object, Btf kernel, ExternSpec extern) {
        boolean function = extern.kind() == ExternSpec.Kind.FUNCTION;
        String name = function ? EssentialName.of(extern.name()) : extern.name();
        String what = (function ? "the kernel function " : "the kernel variable ") + name;
        int id = kernel.find(name, function ? BtfKind.FUNC : BtfKind.VAR);
        if (id == 0) {
            String why = function || describesVariables(kernel)
                    ? ", which this kernel does not have"
                    : ", and this kernel's BTF describes no variables (the pahole that made it was older than 1.22)";
            return absent(extern, what, object.source() + " uses " + what + why);
        }
        int type =
                kernel.type(id) instanceof BtfType.Func found ? found.proto() : ((BtfType.Var) kernel.type(id)).type();
        StepLimit limit = new StepLimit(object.source() + ": " + what);
        int from = object.resolve(extern.typeId());
        int to = kernel.resolve(type);
        if (!new TypeCompatibility(object, kernel, limit).types(from, to)) {
            return absent(
                    extern, what, object.source() + " declares " + what + " with another type than this kernel does");
        }
        return new ExternValue.Described(id);
    }

    /** BTF has variables of each CPU only; kernels that were built with pahole before 1.22 have none. */
    private static boolean describesVariables(Btf kernel) {
        return IntStream.range(1, kernel.typeCount()).anyMatch(id -> kernel.kind(id) == BtfKind.VAR);
    }

    private static ExternValue absent(ExternSpec extern, String what, String message) {
        if (extern.weak()) {
            return new ExternValue.Absent(what);
        }
        throw new RelocationException(message + "; declare it __weak and ask bpf_ksym_exists before using it");
    }
}

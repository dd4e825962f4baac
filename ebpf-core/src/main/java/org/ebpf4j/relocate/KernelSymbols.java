// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ebpf4j.RelocationException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.btf.EssentialName;
import org.ebpf4j.spec.ExternSpec;
import org.jspecify.annotations.Nullable;

/** Finds an object's externs among the variables and functions that a kernel and its modules describe. */
public final class KernelSymbols {
    private KernelSymbols() {}

    /**
     * Finds a variable or function.
     *
     * @param object the object's types
     * @param kernel the kernel's types
     * @param modules the types of its modules, split from those of the kernel, asked for where the kernel itself has none of the name
     * @param extern a variable or function; a function's flavor is left aside
     * @return where it is, or that the kernel lacks it where that is no error
     * @throws RelocationException where the kernel does not have it, or has another of that name, and it is not weak
     */
    public static ExternValue find(Btf object, Btf kernel, Supplier<List<Btf>> modules, ExternSpec extern) {
        boolean function = extern.kind() == ExternSpec.Kind.FUNCTION;
        String name = function ? EssentialName.of(extern.name()) : extern.name();
        String what = (function ? "the kernel function " : "the kernel variable ") + name;
        BtfKind kind = function ? BtfKind.FUNC : BtfKind.VAR;
        Btf home = home(kernel, modules, name, kind);
        if (home == null) {
            String why = function || describesVariables(kernel)
                    ? ", which this kernel does not have"
                    : ", and this kernel's BTF describes no variables (the pahole that made it was older than 1.22)";
            return absent(extern, what, object.source() + " uses " + what + why);
        }
        int id = home.find(name, kind);
        int type = home.type(id) instanceof BtfType.Func found ? found.proto() : ((BtfType.Var) home.type(id)).type();
        StepLimit limit = new StepLimit(object.source() + ": " + what);
        int from = object.resolve(extern.typeId());
        int to = home.resolve(type);
        if (!new TypeCompatibility(object, home, limit).types(from, to)) {
            return absent(
                    extern, what, object.source() + " declares " + what + " with another type than this kernel does");
        }
        return new ExternValue.Described(id, home == kernel ? "" : home.source());
    }

    private static @Nullable Btf home(Btf kernel, Supplier<List<Btf>> modules, String name, BtfKind kind) {
        if (kernel.find(name, kind) != 0) {
            return kernel;
        }
        for (Btf module : modules.get()) {
            if (module.find(name, kind) != 0) {
                return module;
            }
        }
        return null;
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

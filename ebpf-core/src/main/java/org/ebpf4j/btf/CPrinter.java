// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import org.ebpf4j.MalformedObjectException;

/**
 * Types as C for a 64-bit Linux kernel or BPF, padded so that a compiler lays them out as they are; the format is that of
 * {@code bpftool btf dump … format c}. What a struct was aligned to beyond its members is not known to BTF, so only sizes and offsets agree.
 *
 * <p>Safe for use by several threads. Types that hold themselves, or take more than 32 million characters or so, are a
 * {@link MalformedObjectException}.
 */
public final class CPrinter {
    private final Btf btf;

    /**
     * Prepares printing; prints nothing yet.
     *
     * @param btf the types
     */
    public CPrinter(Btf btf) {
        this.btf = btf;
    }

    /**
     * Declares something of a type, as in {@code const struct peer *first}. A struct or union without a name is written out, on several lines.
     *
     * @param id a type's id; a variable or function stands for its type
     * @param name what is declared, empty for the type alone
     * @return C without the semicolon
     * @throws MalformedObjectException if there is no such type, or one that C has no way to write
     */
    public String declaration(int id, String name) {
        return new CDefinition(btf, new CText(btf.source())).declare(behindDeclaration(id), name, 0);
    }

    /**
     * Types with all that they need, in an order that a compiler takes.
     *
     * @param ids ids of types; functions and variables become declarations, a section becomes its variables
     * @return C, one definition after another with an empty line between them; empty if nothing needs one
     * @throws MalformedObjectException if there is no such type, or one that C has no way to write
     */
    public String definitions(int... ids) {
        CDefinitions definitions = new CDefinitions(btf);
        for (int id : ids) {
            definitions.add(id);
        }
        return definitions.toString();
    }

    /**
     * Types without what they need.
     *
     * @param ids ids of types
     * @return C, one definition after another with an empty line between them; empty if nothing needs one
     * @throws MalformedObjectException if there is no such type, or one that C has no way to write
     */
    public String withoutDependencies(int... ids) {
        CDefinitions definitions = new CDefinitions(btf);
        for (int id : ids) {
            definitions.addAlone(id);
        }
        return definitions.toString();
    }

    /**
     * All types, without functions and variables: what {@code vmlinux.h} is made of.
     *
     * @return C, one definition after another with an empty line between them
     * @throws MalformedObjectException if C has no way to write one of them
     */
    public String all() {
        CDefinitions definitions = new CDefinitions(btf);
        for (int id = 1; id < btf.typeCount(); id++) {
            definitions.addType(id);
        }
        return definitions.toString();
    }

    private int behindDeclaration(int id) {
        if (btf.type(id) instanceof BtfType.Var variable) {
            return variable.type();
        }
        return btf.type(id) instanceof BtfType.Func function ? function.proto() : id;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.HashSet;
import java.util.Set;

/** Sizes and offsets of BTF as assertions that a C compiler checks. */
final class LayoutAssertions {
    private final Btf btf;
    private final String source;
    private final Set<String> seen = new HashSet<>();
    private int count;

    /** Takes the C that defines the structs. */
    LayoutAssertions(Btf btf, String source) {
        this.btf = btf;
        this.source = source;
    }

    /** The C with an assertion for each struct that it defines, and for each member that has an address. */
    String appended() {
        StringBuilder all = new StringBuilder(source);
        for (int id = 1; id < btf.typeCount(); id++) {
            if (btf.kind(id).isComposite() && btf.type(id) instanceof BtfType.Struct struct) {
                String name = (struct.union() ? "union " : "struct ") + struct.name();
                boolean defined = source.startsWith(name + " {") || source.contains("\n" + name + " {");
                // Of several structs with one name, only the first goes by it.
                if (!struct.name().isEmpty() && defined && seen.add(name)) {
                    append(all, name, struct);
                }
            }
        }
        return all.toString();
    }

    int count() {
        return count;
    }

    private void append(StringBuilder all, String name, BtfType.Struct struct) {
        expect(all, "sizeof(" + name + ")", struct.size());
        for (BtfType.Member member : struct.members()) {
            if (!member.name().isEmpty() && member.bitSize() == 0) {
                expect(all, "__builtin_offsetof(" + name + ", " + member.name() + ")", member.bitOffset() / 8);
            }
        }
    }

    private void expect(StringBuilder all, String expression, int value) {
        count++;
        all.append("_Static_assert(")
                .append(expression)
                .append(" == ")
                .append(value)
                .append(", \"\");\n");
    }
}

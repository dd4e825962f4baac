// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.btf;

import java.util.HashMap;
import java.util.Map;

/**
 * The names that the types of one piece of C go by. A kernel is made of many C files, some of which use one name for different things; the
 * second gets {@code ___2} behind it, which CO-RE ignores ({@link EssentialName}).
 */
final class CNames {
    private final Btf btf;
    private final Map<Integer, String> types = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    CNames(Btf btf) {
        this.btf = btf;
    }

    /** What follows {@code struct}, {@code union} or {@code enum}; C keeps these names apart from all others. */
    String tag(int id) {
        return types.computeIfAbsent(id, type -> unique("struct ", btf.name(type)));
    }

    String typedef(int id) {
        return types.computeIfAbsent(id, type -> unique("", btf.name(type)));
    }

    /** A constant of an enum; each enum is printed once. */
    String constant(String name) {
        return unique("", name);
    }

    private String unique(String space, String name) {
        String clean = CText.identifier(name);
        int count = uses.merge(space + clean, 1, Integer::sum);
        return count == 1 ? clean : clean + "___" + count;
    }
}

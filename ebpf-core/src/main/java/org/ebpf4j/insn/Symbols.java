// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.insn;

/** Names for what instructions refer to by number: maps, variables, functions, helpers. */
@FunctionalInterface
public interface Symbols {
    /** Knows no names, so numbers stay. */
    Symbols NONE = slot -> "";

    /**
     * What a call or a 64-bit immediate load refers to.
     *
     * @param slot the instruction's slot
     * @return a name, empty to leave the number
     */
    String at(int slot);
}

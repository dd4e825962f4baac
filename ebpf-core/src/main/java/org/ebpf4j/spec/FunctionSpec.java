// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.List;
import org.ebpf4j.insn.Instructions;

/**
 * One function as it stands in its section: an entry function of a program, or one that others call.
 *
 * @param name the C function's name
 * @param section the name of its section
 * @param sectionIndex the number of its section
 * @param offset where it begins in its section, in 8-byte slots
 * @param instructions its code as compiled, not to be changed
 * @param references which of its instructions refer to something, in order
 */
public record FunctionSpec(
        String name,
        String section,
        int sectionIndex,
        int offset,
        Instructions instructions,
        List<CodeReference> references) {}

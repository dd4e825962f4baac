// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import org.ebpf4j.elf.ElfSymbol;

/**
 * An instruction that refers to something outside itself: a map, a variable or a function.
 *
 * @param index the instruction's slot in its function
 * @param symbol what it refers to
 * @param section the name of the section that the symbol is in, empty for an external one
 */
public record CodeReference(int index, ElfSymbol symbol, String section) {}

// SPDX-License-Identifier: Apache-2.0
/** Relocatable ELF objects as clang writes them for BPF: sections, symbols and relocations, every offset checked. */
@NullMarked
package org.ebpf4j.elf;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

/** A function that a file defines; of several with one name the highest rank counts. */
record FunctionSymbol(String name, long address, int binding) {
    int rank() {
        return switch (binding) {
            case ElfSymbol.STB_GLOBAL -> 2;
            case ElfSymbol.STB_WEAK -> 1;
            default -> 0;
        };
    }
}

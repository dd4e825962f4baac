// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.HashMap;
import java.util.Map;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

/** Where the functions of a file begin. */
final class FunctionPlaces {
    private final Map<Place, String> names = new HashMap<>();

    FunctionPlaces(ElfFile elf) {
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.type() == ElfSymbol.STT_FUNC) {
                names.put(new Place(symbol.section(), symbol.value()), symbol.name());
            }
        }
    }

    /** The name of the function that begins at an offset of a section; null where none does. */
    @Nullable
    String at(int section, long offset) {
        return names.get(new Place(section, offset));
    }

    private record Place(int section, long offset) {}
}

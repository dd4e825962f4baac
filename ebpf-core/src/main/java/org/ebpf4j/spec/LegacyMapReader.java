// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.elf.ElfSymbol;

/**
 * Reads maps declared in the section {@code maps}, the form from before BTF: {@code struct bpf_map_def} of five 32-bit numbers, type, key size,
 * value size, most entries and flags. Longer structs, such as that of iproute2, are taken as long as what follows is zero.
 */
final class LegacyMapReader {
    private static final int FIELDS = 20;

    private LegacyMapReader() {}

    /** The maps by where in the section they are, in that order. */
    static List<Map.Entry<Long, MapSpec>> read(String object, ElfFile elf, ElfSection section) {
        List<ElfSymbol> symbols = elf.symbols().stream()
                .filter(symbol ->
                        symbol.section() == section.index() && !symbol.name().isEmpty())
                .sorted(java.util.Comparator.comparingLong(ElfSymbol::value))
                .toList();
        List<Map.Entry<Long, MapSpec>> maps = new ArrayList<>();
        ByteBuffer data = section.data();
        for (int i = 0; i < symbols.size(); i++) {
            ElfSymbol symbol = symbols.get(i);
            long end = i + 1 < symbols.size() ? symbols.get(i + 1).value() : data.limit();
            long start = symbol.value();
            if (start < 0 || end > data.limit() || end - start < FIELDS) {
                throw new MalformedObjectException(object + ": map " + symbol.name()
                        + " in SEC(\"maps\") is shorter than struct bpf_map_def; the file is damaged");
            }
            for (long rest = start + FIELDS; rest < end; rest++) {
                if (data.get((int) rest) != 0) {
                    throw new MalformedObjectException(object + ": map " + symbol.name()
                            + " in SEC(\"maps\") says more than struct bpf_map_def can; declare it in SEC(\".maps\")");
                }
            }
            maps.add(Map.entry(start, map(object, symbol.name(), data, (int) start)));
        }
        return maps;
    }

    private static MapSpec map(String object, String name, ByteBuffer data, int at) {
        int keySize = data.getInt(at + 4);
        int valueSize = data.getInt(at + 8);
        if (keySize < 0 || valueSize < 0) {
            throw new MalformedObjectException(
                    object + ": map " + name + " has a key or value of more than 2^31 bytes; the file is damaged");
        }
        return new MapSpec(
                name,
                MapType.of(data.getInt(at)),
                keySize,
                valueSize,
                0,
                0,
                data.getInt(at + 12),
                data.getInt(at + 16),
                null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.btf.BtfType;
import org.ebpf4j.elf.ElfFile;
import org.ebpf4j.elf.ElfRelocation;
import org.ebpf4j.elf.ElfSection;
import org.ebpf4j.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code .maps}: what each variable declares, and what its relocations put into maps of maps and of programs. */
final class MapSectionReader {
    private static final int POINTER = 8;

    private final String object;
    private final ElfFile elf;
    private final ElfSection section;
    private final TreeMap<Long, DeclaredMap> declared = new TreeMap<>();
    private final FunctionPlaces functions;

    private MapSectionReader(String object, ElfFile elf, ElfSection section) {
        this.object = object;
        this.elf = elf;
        this.section = section;
        this.functions = new FunctionPlaces(elf);
    }

    /** The maps by where in the section they are, in the order of BTF. */
    static List<Map.Entry<Long, MapSpec>> read(
            String object, ElfFile elf, ElfSection section, @Nullable Btf btf, SectionLayout layout) {
        int id = btf == null ? 0 : btf.find(section.name(), BtfKind.DATASEC);
        if (btf == null || id == 0) {
            throw new MalformedObjectException(
                    object + " has maps but no BTF to describe them; compile it with clang -g");
        }
        MapSectionReader reader = new MapSectionReader(object, elf, section);
        List<Map.Entry<Long, MapSpec>> maps = new ArrayList<>();
        BtfType.DataSection types = (BtfType.DataSection) btf.type(id);
        for (BtfType.Entry entry : types.entries()) {
            if (btf.kind(entry.type()) != BtfKind.VAR || !(btf.type(entry.type()) instanceof BtfType.Var variable)) {
                throw new MalformedObjectException(object + ": the section .maps holds something that is no variable");
            }
            DeclaredMap map = MapReader.read(object, btf, variable);
            Integer symbol = layout.offsets().get(variable.name());
            if (symbol == null) {
                throw new MalformedObjectException(
                        object + ": map " + variable.name() + " has no symbol; the file is damaged or was stripped");
            }
            // A linker has filled in the offsets, and may have joined static maps of one name, whose symbols can't be
            // told apart.
            long offset = types.size() == 0 ? symbol : entry.offset();
            if (reader.declared.put(offset, map) != null) {
                throw new MalformedObjectException(
                        object + ": map " + variable.name() + " begins where another does; the file is damaged");
            }
            maps.add(Map.entry(offset, map.map()));
        }
        reader.readSlots();
        return maps;
    }

    private void readSlots() {
        Map<MapSpec, List<MapSlot>> slots = new LinkedHashMap<>();
        for (ElfRelocation relocation : elf.relocations(section)) {
            Map.Entry<Long, DeclaredMap> owner = declared.floorEntry(relocation.offset());
            DeclaredMap map = owner == null ? null : owner.getValue();
            long at = owner == null
                    ? -1
                    : relocation.offset() - owner.getKey() - owner.getValue().valuesAt();
            if (map == null || map.valuesAt() < 0 || at < 0 || at % POINTER != 0 || isPastTheData(relocation)) {
                throw new MalformedObjectException(object + ": the relocation at " + relocation.offset()
                        + " of section .maps is for no value of a map; the file is damaged");
            }
            slots.computeIfAbsent(map.map(), unused -> new ArrayList<>())
                    .add(new MapSlot((int) (at / POINTER), target(map.map(), relocation)));
        }
        slots.forEach((map, filled) -> {
            filled.sort(Comparator.comparingInt(MapSlot::index));
            map.slots(filled);
        });
    }

    /** The section may be one that the file has no bytes of. */
    private boolean isPastTheData(ElfRelocation relocation) {
        return relocation.offset() > section.data().limit() - POINTER;
    }

    private String target(MapSpec map, ElfRelocation relocation) {
        ElfSymbol symbol = relocation.symbol();
        long addend = relocation.addend() + section.data().getLong((int) relocation.offset());
        if (map.type().ofMaps()) {
            DeclaredMap target = symbol.section() == section.index() ? declared.get(symbol.value() + addend) : null;
            if (target != null) {
                return target.map().name();
            }
        } else {
            String function = functions.at(symbol.section(), symbol.value() + addend);
            if (function != null) {
                return function;
            }
        }
        throw new MalformedObjectException(object + ": map " + map.name() + " is to hold " + symbol.name()
                + ", which is nothing that a map of type " + map.type() + " can hold");
    }
}

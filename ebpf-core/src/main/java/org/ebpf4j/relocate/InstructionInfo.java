// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.ebpf4j.btf.CoreRelocation;
import org.ebpf4j.btf.InsnRecords;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.spec.FunctionSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.jspecify.annotations.Nullable;

/**
 * What an object says of its instructions, carried over from sections to linked programs: relocations by type are applied, and the records of
 * functions and lines are renumbered.
 */
final class InstructionInfo {
    private final @Nullable Btf local;
    private final @Nullable BtfExt ext;
    private final Supplier<Btf> kernelTypes;
    private final Map<String, NavigableMap<Integer, CoreRelocation>> relocations = new HashMap<>();
    private final IdentityHashMap<InsnRecords, NavigableMap<Integer, Integer>> recordsByOffset =
            new IdentityHashMap<>();
    private final Supplier<List<Btf>> moduleTypes;
    private @Nullable CoreRelocator relocator;

    InstructionInfo(ObjectSpec spec, Supplier<Btf> kernelTypes, Supplier<List<Btf>> moduleTypes) {
        this.local = spec.btf();
        this.ext = spec.btfExt();
        this.kernelTypes = kernelTypes;
        this.moduleTypes = moduleTypes;
    }

    /** Fits a function that was placed at {@code base} to the kernel's types; notes what the kernel does not have. */
    void fit(FunctionSpec function, Instructions linked, int base, Map<Integer, Missing> missing) {
        if (ext == null || local == null) {
            return;
        }
        NavigableMap<Integer, CoreRelocation> ofSection =
                relocations.computeIfAbsent(function.section(), section -> byOffset(ext, section));
        for (CoreRelocation relocation : within(function, ofSection).values()) {
            int index = base + relocation.insnOffset() / Instructions.SIZE - function.offset();
            if (relocator == null) {
                relocator = new CoreRelocator(local, kernelTypes.get(), moduleTypes);
            }
            CoreValue value = relocator.resolve(relocation);
            if (!relocator.patch(linked, index, value)) {
                String source = ext.sourceLine(function.section(), relocation.insnOffset());
                missing.put(index, Missing.of(value, source));
            }
        }
    }

    private static NavigableMap<Integer, CoreRelocation> byOffset(BtfExt ext, String section) {
        NavigableMap<Integer, CoreRelocation> all = new TreeMap<>();
        for (CoreRelocation relocation : ext.coreRelocations(section)) {
            if (relocation.insnOffset() % Instructions.SIZE == 0) {
                all.put(relocation.insnOffset(), relocation);
            }
        }
        return all;
    }

    /** What of a section's is in one of its functions, by offset in bytes from the start of the section. */
    private static <T> NavigableMap<Integer, T> within(FunctionSpec function, NavigableMap<Integer, T> ofSection) {
        int from = function.offset() * Instructions.SIZE;
        return ofSection.subMap(from, true, from + function.instructions().count() * Instructions.SIZE, false);
    }

    /** The place in the source of an instruction of a function; empty where the object does not say. */
    String source(FunctionSpec function, int index) {
        int offset = (function.offset() + index) * Instructions.SIZE;
        return ext == null ? "" : ext.sourceLine(function.section(), offset);
    }

    InfoRecords functions(Map<FunctionSpec, Integer> placed) {
        return ext == null ? none() : merge(placed, ext::funcInfo);
    }

    InfoRecords lines(Map<FunctionSpec, Integer> placed) {
        return ext == null ? none() : merge(placed, ext::lineInfo);
    }

    private static InfoRecords none() {
        return new InfoRecords(ByteBuffer.allocate(0), 0);
    }

    /** Takes each function's records out of its section's. Functions are placed upwards and records sorted, so that the result is sorted too. */
    private InfoRecords merge(Map<FunctionSpec, Integer> placed, Function<String, InsnRecords> ofSection) {
        int size = 0;
        int total = 0;
        for (FunctionSpec function : placed.keySet()) {
            InsnRecords records = ofSection.apply(function.section());
            size = records.recordSize();
            total += within(function, byOffset(records)).size();
        }
        ByteBuffer merged = ByteBuffer.allocate(Math.multiplyExact(total, size)).order(ByteOrder.LITTLE_ENDIAN);
        for (Map.Entry<FunctionSpec, Integer> entry : placed.entrySet()) {
            FunctionSpec function = entry.getKey();
            InsnRecords records = ofSection.apply(function.section());
            for (Map.Entry<Integer, Integer> record :
                    within(function, byOffset(records)).entrySet()) {
                int at = merged.position();
                merged.put(records.data().slice(record.getValue() * size, size));
                merged.putInt(at, entry.getValue() + record.getKey() / Instructions.SIZE - function.offset());
            }
        }
        return new InfoRecords(merged.flip(), size);
    }

    private NavigableMap<Integer, Integer> byOffset(InsnRecords records) {
        return recordsByOffset.computeIfAbsent(records, all -> {
            NavigableMap<Integer, Integer> sorted = new TreeMap<>();
            for (int i = 0; i < all.count(); i++) {
                if (all.insnOffset(i) % Instructions.SIZE == 0) {
                    sorted.put(all.insnOffset(i), i);
                }
            }
            return sorted;
        });
    }
}

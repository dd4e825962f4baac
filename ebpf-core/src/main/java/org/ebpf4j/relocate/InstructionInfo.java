// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
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
    private @Nullable CoreRelocator relocator;

    InstructionInfo(ObjectSpec spec, Supplier<Btf> kernelTypes) {
        this.local = spec.btf();
        this.ext = spec.btfExt();
        this.kernelTypes = kernelTypes;
    }

    /** Fits a function that was placed at {@code base} to the kernel's types; notes what the kernel does not have. */
    void fit(FunctionSpec function, Instructions linked, int base, Map<Integer, Missing> missing) {
        if (ext == null || local == null) {
            return;
        }
        for (CoreRelocation relocation : ext.coreRelocations(function.section())) {
            int index = indexIn(function, relocation.insnOffset());
            if (index >= 0) {
                if (relocator == null) {
                    relocator = new CoreRelocator(local, kernelTypes.get());
                }
                CoreValue value = relocator.resolve(relocation);
                if (!relocator.patch(linked, base + index, value)) {
                    String source = ext.sourceLine(function.section(), relocation.insnOffset());
                    missing.put(base + index, new Missing(value.description(), source));
                }
            }
        }
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

    /** Takes each function's records out of its section's. Functions are placed upwards and a section's records go upwards, so the result does. */
    private static InfoRecords merge(Map<FunctionSpec, Integer> placed, Function<String, InsnRecords> ofSection) {
        int size = 0;
        int total = 0;
        for (FunctionSpec function : placed.keySet()) {
            InsnRecords records = ofSection.apply(function.section());
            size = records.recordSize();
            for (int i = 0; i < records.count(); i++) {
                total += indexIn(function, records.insnOffset(i)) >= 0 ? 1 : 0;
            }
        }
        ByteBuffer merged = ByteBuffer.allocate(Math.multiplyExact(total, size)).order(ByteOrder.LITTLE_ENDIAN);
        for (Map.Entry<FunctionSpec, Integer> entry : placed.entrySet()) {
            InsnRecords records = ofSection.apply(entry.getKey().section());
            for (int i = 0; i < records.count(); i++) {
                int index = indexIn(entry.getKey(), records.insnOffset(i));
                if (index >= 0) {
                    int at = merged.position();
                    merged.put(records.data().slice(i * size, size));
                    merged.putInt(at, entry.getValue() + index);
                }
            }
        }
        return new InfoRecords(merged.flip(), size);
    }

    /** The slot in a function of an instruction that is so many bytes into the function's section; -1 where it is in another function. */
    private static int indexIn(FunctionSpec function, int insnOffset) {
        int index = insnOffset / Instructions.SIZE - function.offset();
        return insnOffset % Instructions.SIZE == 0
                        && index >= 0
                        && index < function.instructions().count()
                ? index
                : -1;
    }
}

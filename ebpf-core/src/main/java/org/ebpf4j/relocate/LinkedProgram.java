// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.SourceLine;
import org.ebpf4j.insn.Instructions;
import org.jspecify.annotations.Nullable;

/**
 * A program fitted to one kernel and joined with the functions that it calls: ready to be loaded, but for the descriptors of its maps and of modules.
 *
 * @param instructions the entry function first
 * @param maps the loads that take a map's descriptor
 * @param modules the calls and loads that take the descriptor of a module's types
 * @param funcInfo {@code struct bpf_func_info} records, sorted
 * @param lineInfo {@code struct bpf_line_info} records, sorted
 * @param missing what the kernel at hand does not have, by the slot that needs it: such a slot is made invalid, and only a program that can
 *     reach one is rejected by the verifier
 */
public record LinkedProgram(
        Instructions instructions,
        List<MapReference> maps,
        List<ModuleReference> modules,
        InfoRecords funcInfo,
        InfoRecords lineInfo,
        Map<Integer, Missing> missing) {
    private static final int FILE = 4;
    private static final int LINE = 8;
    private static final int LINE_COLUMN = 12;

    /**
     * The line of the source that an instruction was compiled from.
     *
     * @param slot the instruction, as the verifier counts it
     * @param btf the types of the object
     * @return the line, null where the object does not say
     * @throws org.ebpf4j.MalformedObjectException where what the object says is damaged
     */
    public @Nullable SourceLine source(int slot, Btf btf) {
        ByteBuffer records = lineInfo.bytes();
        int best = -1;
        for (int at = 0; at < records.limit() && records.getInt(at) <= slot; at += lineInfo.recordSize()) {
            best = at;
        }
        return best < 0
                ? null
                : SourceLine.of(
                        btf,
                        records.getInt(best + FILE),
                        records.getInt(best + LINE),
                        records.getInt(best + LINE_COLUMN));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

import java.util.List;
import java.util.Map;
import org.ebpf4j.insn.Instructions;

/**
 * A program fitted to one kernel and joined with the functions that it calls: ready to be loaded, but for the descriptors of its maps.
 *
 * @param instructions the entry function first
 * @param maps the loads that take a map's descriptor
 * @param funcInfo {@code struct bpf_func_info} records, sorted
 * @param lineInfo {@code struct bpf_line_info} records, sorted
 * @param missing what the kernel at hand does not have, by the slot that needs it: such a slot is made invalid, and only a program that can
 *     reach one is rejected by the verifier
 */
public record LinkedProgram(
        Instructions instructions,
        List<MapReference> maps,
        InfoRecords funcInfo,
        InfoRecords lineInfo,
        Map<Integer, Missing> missing) {}

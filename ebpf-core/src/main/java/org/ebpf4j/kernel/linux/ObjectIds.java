// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;

/** Ids of programs, maps, BTF and links. */
final class ObjectIds {
    /** As much of each {@code struct bpf_*_info} as holds the id; the kernel fills what it is given room for. */
    private static final int INFO_SIZE = 32;

    /** Where {@code bpf_prog_info}, {@code bpf_map_info} and {@code bpf_link_info} have it. */
    private static final int ID_AT = 4;

    /** Where {@code bpf_btf_info} has it. */
    private static final int BTF_ID_AT = 12;

    private ObjectIds() {}

    static int next(SystemCalls calls, ObjectKind kind, int after) {
        BpfCommand command = switch (kind) {
            case PROGRAM -> BpfCommand.BPF_PROG_GET_NEXT_ID;
            case MAP -> BpfCommand.BPF_MAP_GET_NEXT_ID;
            case BTF -> BpfCommand.BPF_BTF_GET_NEXT_ID;
            case LINK -> BpfCommand.BPF_LINK_GET_NEXT_ID;
        };
        Memory attr = SystemCalls.attr();
        BpfAttr.ID_START.put(attr.bytes(), after);
        int result = (int) calls.bpf(command, attr, BpfAttr.ID_NEXT);
        return result < 0 ? result : BpfAttr.ID_NEXT.getInt(attr.bytes());
    }

    static int of(SystemCalls calls, ObjectKind kind, int fd) {
        Memory attr = SystemCalls.attr();
        Memory info = SystemCalls.allocate(INFO_SIZE);
        BpfAttr.INFO_BPF_FD.put(attr.bytes(), fd);
        BpfAttr.INFO_LEN.put(attr.bytes(), INFO_SIZE);
        BpfAttr.INFO.put(attr.bytes(), info.address());
        int result = (int) calls.bpf(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, attr, BpfAttr.INFO, info);
        return result < 0 ? result : info.bytes().getInt(kind == ObjectKind.BTF ? BTF_ID_AT : ID_AT);
    }
}

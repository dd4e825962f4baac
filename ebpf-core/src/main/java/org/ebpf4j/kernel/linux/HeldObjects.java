// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.util.List;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ObjectKind;
import org.jspecify.annotations.Nullable;

/** Programs, maps, BTF and links that are in the kernel already: by id, by pin, and what it tells of them. */
record HeldObjects(SystemCalls calls) {
    int next(ObjectKind kind, int after) {
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

    int byId(ObjectKind kind, int id) {
        BpfCommand command = switch (kind) {
            case PROGRAM -> BpfCommand.BPF_PROG_GET_FD_BY_ID;
            case MAP -> BpfCommand.BPF_MAP_GET_FD_BY_ID;
            case BTF -> BpfCommand.BPF_BTF_GET_FD_BY_ID;
            case LINK -> BpfCommand.BPF_LINK_GET_FD_BY_ID;
        };
        Memory attr = SystemCalls.attr();
        BpfAttr.ID_START.put(attr.bytes(), id);
        return calls.descriptor(calls.bpf(command, attr, BpfAttr.ID_OPEN_FLAGS));
    }

    int info(int fd, Memory info, @Nullable Memory target) {
        Memory attr = SystemCalls.attr();
        BpfAttr.INFO_BPF_FD.put(attr.bytes(), fd);
        BpfAttr.INFO_LEN.put(attr.bytes(), info.size());
        BpfAttr.INFO.put(attr.bytes(), info.address());
        List<Memory> kept = target == null ? List.of(info) : List.of(info, target);
        int result = (int) calls.bpf(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, attr, BpfAttr.INFO, kept);
        return result < 0 ? result : BpfAttr.INFO_LEN.getInt(attr.bytes());
    }

    /** The only kind that there is, {@code BPF_STATS_RUN_TIME}, is 0. */
    int statistics() {
        return calls.descriptor(calls.bpf(BpfCommand.BPF_ENABLE_STATS, SystemCalls.attr(), BpfAttr.STATISTICS_TYPE));
    }

    int pin(int fd, String path) {
        Memory attr = SystemCalls.attr();
        Memory text = SystemCalls.terminated(path);
        BpfAttr.OBJECT_PATH.put(attr.bytes(), text.address());
        BpfAttr.OBJECT_FD.put(attr.bytes(), fd);
        return (int) calls.bpf(BpfCommand.BPF_OBJ_PIN, attr, BpfAttr.OBJECT_FD, text);
    }

    int get(String path, int flags) {
        Memory attr = SystemCalls.attr();
        Memory text = SystemCalls.terminated(path);
        BpfAttr.OBJECT_PATH.put(attr.bytes(), text.address());
        BpfAttr.OBJECT_FILE_FLAGS.put(attr.bytes(), flags);
        return calls.descriptor(calls.bpf(BpfCommand.BPF_OBJ_GET, attr, BpfAttr.OBJECT_FILE_FLAGS, text));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.nio.ByteBuffer;
import java.util.List;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.MapCreate;
import org.ebpf4j.kernel.Memory;
import org.ebpf4j.kernel.ProgramLoad;
import org.jspecify.annotations.Nullable;

/**
 * Puts maps, BTF and programs into the kernel: requests turned into {@code union bpf_attr}.
 *
 * @param tokenFd what allows it, 0 for this process's own capabilities
 */
record Loading(SystemCalls calls, int tokenFd) {
    /** The flag of all three commands that says that there is a token. */
    private static final int BPF_F_TOKEN_FD = 1 << 16;

    private static final int BPF_F_NUMA_NODE = 1 << 2;

    int map(MapCreate request) {
        Memory attr = SystemCalls.attr();
        ByteBuffer bytes = attr.bytes();
        BpfAttr.MAP_TYPE.put(bytes, request.type());
        BpfAttr.MAP_KEY_SIZE.put(bytes, request.keySize());
        BpfAttr.MAP_VALUE_SIZE.put(bytes, request.valueSize());
        BpfAttr.MAP_MAX_ENTRIES.put(bytes, request.maxEntries());
        BpfAttr.MAP_FLAGS.put(bytes, flags(request.flags()));
        token(bytes, BpfAttr.MAP_TOKEN_FD);
        BpfAttr.MAP_INNER_FD.put(bytes, request.innerMapFd());
        if ((request.flags() & BPF_F_NUMA_NODE) != 0) {
            BpfAttr.MAP_NUMA_NODE.put(bytes, request.numaNode());
        }
        SystemCalls.name(attr, BpfAttr.MAP_NAME, request.name());
        if (request.btfFd() != 0) {
            BpfAttr.MAP_BTF_FD.put(bytes, request.btfFd());
            BpfAttr.MAP_BTF_KEY_TYPE_ID.put(bytes, request.btfKeyTypeId());
            BpfAttr.MAP_BTF_VALUE_TYPE_ID.put(bytes, request.btfValueTypeId());
        }
        BpfAttr.MAP_KERNEL_VALUE_TYPE_ID.put(bytes, request.kernelValueTypeId());
        BpfAttr.MAP_EXTRA.put(bytes, request.mapExtra());
        BpfAttr last = tokenFd == 0 ? BpfAttr.MAP_EXTRA : BpfAttr.MAP_TOKEN_FD;
        return calls.descriptor(calls.bpf(BpfCommand.BPF_MAP_CREATE, attr, last));
    }

    int btf(ByteBuffer btf, @Nullable LoadLog log) {
        Memory attr = SystemCalls.attr();
        Memory copy = SystemCalls.copyOf(btf);
        BpfAttr.BTF.put(attr.bytes(), copy.address());
        BpfAttr.BTF_SIZE.put(attr.bytes(), btf.limit());
        BpfAttr.BTF_FLAGS.put(attr.bytes(), flags(0));
        token(attr.bytes(), BpfAttr.BTF_TOKEN_FD);
        BpfAttr last = tokenFd == 0 ? BpfAttr.BTF_LOG_TRUE_SIZE : BpfAttr.BTF_TOKEN_FD;
        if (log != null) {
            clear(log);
            BpfAttr.BTF_LOG_BUF.put(attr.bytes(), log.text().address());
            BpfAttr.BTF_LOG_SIZE.put(attr.bytes(), log.text().size());
            BpfAttr.BTF_LOG_LEVEL.put(attr.bytes(), log.level());
        }
        long fd = calls.bpfUninterrupted(BpfCommand.BPF_BTF_LOAD, attr, last, List.of(copy));
        if (log != null) {
            log.answered(BpfAttr.BTF_LOG_TRUE_SIZE.getInt(attr.bytes()));
        }
        return calls.descriptor(fd);
    }

    int program(ProgramLoad request, @Nullable LoadLog log) {
        Memory attr = SystemCalls.attr();
        ByteBuffer bytes = attr.bytes();
        Memory instructions = SystemCalls.copyOf(request.instructions());
        Memory license = SystemCalls.terminated(request.license());
        BpfAttr.PROG_TYPE.put(bytes, request.type());
        BpfAttr.PROG_INSN_CNT.put(bytes, records(request.instructions(), 8, "instructions"));
        BpfAttr.PROG_INSNS.put(bytes, instructions.address());
        BpfAttr.PROG_LICENSE.put(bytes, license.address());
        BpfAttr.PROG_KERN_VERSION.put(bytes, request.kernelVersion());
        BpfAttr.PROG_FLAGS.put(bytes, flags(request.flags()));
        token(bytes, BpfAttr.PROG_TOKEN_FD);
        SystemCalls.name(attr, BpfAttr.PROG_NAME, request.name());
        BpfAttr.PROG_EXPECTED_ATTACH_TYPE.put(bytes, request.expectedAttachType());
        BpfAttr.PROG_ATTACH_BTF_ID.put(bytes, request.attachBtfId());
        BpfAttr.PROG_ATTACH_FD.put(bytes, request.attachFd());
        Memory moduleFds = fdArray(request.moduleFds());
        BpfAttr.PROG_FD_ARRAY.put(bytes, request.moduleFds().isEmpty() ? 0 : moduleFds.address());
        Memory funcInfo = SystemCalls.copyOf(request.funcInfo());
        Memory lineInfo = SystemCalls.copyOf(request.lineInfo());
        if (request.btfFd() != 0) {
            BpfAttr.PROG_BTF_FD.put(bytes, request.btfFd());
            if (request.funcInfo().limit() > 0) {
                int size = request.funcInfoRecordSize();
                BpfAttr.PROG_FUNC_INFO_REC_SIZE.put(bytes, size);
                BpfAttr.PROG_FUNC_INFO.put(bytes, funcInfo.address());
                BpfAttr.PROG_FUNC_INFO_CNT.put(bytes, records(request.funcInfo(), size, "func info"));
            }
            if (request.lineInfo().limit() > 0) {
                int size = request.lineInfoRecordSize();
                BpfAttr.PROG_LINE_INFO_REC_SIZE.put(bytes, size);
                BpfAttr.PROG_LINE_INFO.put(bytes, lineInfo.address());
                BpfAttr.PROG_LINE_INFO_CNT.put(bytes, records(request.lineInfo(), size, "line info"));
            }
        }
        if (log != null) {
            clear(log);
            BpfAttr.PROG_LOG_LEVEL.put(bytes, log.level());
            BpfAttr.PROG_LOG_SIZE.put(bytes, log.text().size());
            BpfAttr.PROG_LOG_BUF.put(bytes, log.text().address());
        }
        long fd = calls.bpfUninterrupted(
                BpfCommand.BPF_PROG_LOAD,
                attr,
                tokenFd == 0 ? BpfAttr.PROG_LOG_TRUE_SIZE : BpfAttr.PROG_TOKEN_FD,
                List.of(instructions, license, funcInfo, lineInfo, moduleFds));
        if (log != null) {
            log.answered(BpfAttr.PROG_LOG_TRUE_SIZE.getInt(bytes));
        }
        return calls.descriptor(fd);
    }

    int token(int fileSystemFd) {
        Memory attr = SystemCalls.attr();
        BpfAttr.TOKEN_FILE_SYSTEM_FD.put(attr.bytes(), fileSystemFd);
        return calls.descriptor(calls.bpf(BpfCommand.BPF_TOKEN_CREATE, attr, BpfAttr.TOKEN_FILE_SYSTEM_FD));
    }

    private int flags(int wanted) {
        return tokenFd == 0 ? wanted : wanted | BPF_F_TOKEN_FD;
    }

    private void token(ByteBuffer attr, BpfAttr field) {
        if (tokenFd != 0) {
            field.put(attr, tokenFd);
        }
    }

    /** The first place is never named: a call with offset 0 means the kernel itself. */
    private static Memory fdArray(List<Integer> fds) {
        Memory array = SystemCalls.allocate((fds.size() + 1) * Integer.BYTES);
        for (int i = 0; i < fds.size(); i++) {
            array.bytes().putInt((i + 1) * Integer.BYTES, fds.get(i));
        }
        return array;
    }

    private static int records(ByteBuffer bytes, int size, String what) {
        if (size <= 0 || bytes.limit() % size != 0) {
            throw new IllegalArgumentException(
                    what + ": " + bytes.limit() + " bytes are no whole number of records of " + size + " bytes");
        }
        return bytes.limit() / size;
    }

    /** So that a call that writes no log leaves none of an earlier call behind. */
    private static void clear(LoadLog log) {
        log.text().bytes().put(0, (byte) 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What {@code BPF_PROG_LOAD} is asked for. Buffers are read from 0 to their limit, in little-endian order as the verifier takes them on
 * little-endian machines; an fd of 0 means none.
 *
 * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
 * @param type a value of {@code enum bpf_prog_type}
 * @param expectedAttachType a value of {@code enum bpf_attach_type}
 * @param flags {@code BPF_F_*} of program loading
 * @param license such as {@code GPL} or {@code Dual BSD/GPL}
 * @param kernelVersion {@code LINUX_VERSION_CODE}, looked at for kprobes by kernels before 5.0
 * @param instructions 8 bytes each
 * @param btfFd the loaded BTF that the two infos speak of; without it they are left out
 * @param funcInfo {@code struct bpf_func_info} records
 * @param funcInfoRecordSize bytes of one
 * @param lineInfo {@code struct bpf_line_info} records
 * @param lineInfoRecordSize bytes of one
 * @param attachBtfId the type of the kernel's BTF that a {@code tp_btf}, {@code fentry}, {@code iter} or {@code lsm} program attaches to
 * @param attachFd what {@code attachBtfId} is of: the descriptor of a module's BTF, or of the program whose function is replaced or traced; 0 for
 *     the kernel itself
 * @param moduleFds the descriptors of the modules' BTF that calls of kernel functions name by their place in this list, from 1 on (since 5.16)
 */
public record ProgramLoad(
        String name,
        int type,
        int expectedAttachType,
        int flags,
        String license,
        int kernelVersion,
        ByteBuffer instructions,
        int btfFd,
        ByteBuffer funcInfo,
        int funcInfoRecordSize,
        ByteBuffer lineInfo,
        int lineInfoRecordSize,
        int attachBtfId,
        int attachFd,
        List<Integer> moduleFds) {
    /**
     * Keeps a copy of the list.
     *
     * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
     * @param type a value of {@code enum bpf_prog_type}
     * @param expectedAttachType a value of {@code enum bpf_attach_type}
     * @param flags {@code BPF_F_*} of program loading
     * @param license such as {@code GPL} or {@code Dual BSD/GPL}
     * @param kernelVersion {@code LINUX_VERSION_CODE}
     * @param instructions 8 bytes each
     * @param btfFd the loaded BTF that the two infos speak of
     * @param funcInfo {@code struct bpf_func_info} records
     * @param funcInfoRecordSize bytes of one
     * @param lineInfo {@code struct bpf_line_info} records
     * @param lineInfoRecordSize bytes of one
     * @param attachBtfId the type that the program attaches to
     * @param attachFd what that type is of
     * @param moduleFds the descriptors of modules' BTF
     */
    public ProgramLoad {
        moduleFds = List.copyOf(moduleFds);
    }

    /**
     * The same for kernels that do not know the attach type.
     *
     * @return a request with an expected attach type of 0
     */
    public ProgramLoad withoutAttachType() {
        return new ProgramLoad(
                name,
                type,
                0,
                flags,
                license,
                kernelVersion,
                instructions,
                btfFd,
                funcInfo,
                funcInfoRecordSize,
                lineInfo,
                lineInfoRecordSize,
                attachBtfId,
                attachFd,
                moduleFds);
    }

    /**
     * A program that calls no functions of modules.
     *
     * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
     * @param type a value of {@code enum bpf_prog_type}
     * @param expectedAttachType a value of {@code enum bpf_attach_type}
     * @param flags {@code BPF_F_*} of program loading
     * @param license such as {@code GPL} or {@code Dual BSD/GPL}
     * @param kernelVersion {@code LINUX_VERSION_CODE}
     * @param instructions 8 bytes each
     * @param btfFd the loaded BTF that the two infos speak of
     * @param funcInfo {@code struct bpf_func_info} records
     * @param funcInfoRecordSize bytes of one
     * @param lineInfo {@code struct bpf_line_info} records
     * @param lineInfoRecordSize bytes of one
     * @param attachBtfId the type that the program attaches to, 0 for none
     * @param attachFd what that type is of
     */
    public ProgramLoad(
            String name,
            int type,
            int expectedAttachType,
            int flags,
            String license,
            int kernelVersion,
            ByteBuffer instructions,
            int btfFd,
            ByteBuffer funcInfo,
            int funcInfoRecordSize,
            ByteBuffer lineInfo,
            int lineInfoRecordSize,
            int attachBtfId,
            int attachFd) {
        this(
                name,
                type,
                expectedAttachType,
                flags,
                license,
                kernelVersion,
                instructions,
                btfFd,
                funcInfo,
                funcInfoRecordSize,
                lineInfo,
                lineInfoRecordSize,
                attachBtfId,
                attachFd,
                List.of());
    }
}

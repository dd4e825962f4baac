// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.ByteBuffer;

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
 * @param attachBtfObjectFd the module's BTF that {@code attachBtfId} is of, 0 for the kernel's own
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
        int attachBtfObjectFd) {}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.List;
import org.ebpf4j.SystemCallException;

/**
 * What the kernel tells of a program ({@code struct bpf_prog_info} of {@code include/uapi/linux/bpf.h}, since 4.13). Numbers that the kernel is
 * too old to tell are 0. A picture of one moment; immutable.
 *
 * @param type a value of {@code enum bpf_prog_type}
 * @param id as {@code bpftool prog} shows it
 * @param name at most 15 characters of the function's name (since 4.15)
 * @param tag 16 hexadecimal digits that the kernel computed from the instructions
 * @param machineCodeSize bytes of machine code; 0 where the program is interpreted, or where CAP_BPF is missing
 * @param instructionsSize bytes of instructions as the verifier rewrote them; 0 where CAP_BPF is missing
 * @param loadTime when it was loaded, in nanoseconds since the machine started ({@code CLOCK_BOOTTIME})
 * @param userId who loaded it
 * @param mapIds the maps that it uses
 * @param btfId its own types, 0 for none (since 5.0)
 * @param runTime nanoseconds that it has run while {@linkplain Kernel#statisticsEnable statistics} were on (since 5.1)
 * @param runCount how often it has run while statistics were on (since 5.1)
 * @param recursionMisses how often it was left out because it was running already on the CPU (since 5.12)
 * @param verifiedInstructions how many instructions the verifier went through (since 5.16)
 * @param attachBtfObjectId the BTF that what it attaches to is of, 0 for none (since 6.0)
 * @param attachBtfId what it attaches to, in that BTF (since 6.0)
 */
public record ProgramInfo(
        int type,
        int id,
        String name,
        String tag,
        int machineCodeSize,
        int instructionsSize,
        long loadTime,
        int userId,
        List<Integer> mapIds,
        int btfId,
        long runTime,
        long runCount,
        long recursionMisses,
        int verifiedInstructions,
        int attachBtfObjectId,
        int attachBtfId) {
    /**
     * Keeps a copy of the list.
     *
     * @param type a value of {@code enum bpf_prog_type}
     * @param id its id
     * @param name at most 15 characters
     * @param tag 16 hexadecimal digits
     * @param machineCodeSize bytes
     * @param instructionsSize bytes
     * @param loadTime nanoseconds since the machine started
     * @param userId who loaded it
     * @param mapIds the maps that it uses
     * @param btfId its own types
     * @param runTime nanoseconds
     * @param runCount runs
     * @param recursionMisses runs left out
     * @param verifiedInstructions instructions
     * @param attachBtfObjectId the BTF of what it attaches to
     * @param attachBtfId what it attaches to
     */
    public ProgramInfo {
        mapIds = List.copyOf(mapIds);
    }

    /**
     * Asks the kernel.
     *
     * @param kernel where the program is
     * @param fd its descriptor
     * @return what the kernel knows now
     * @throws SystemCallException where it does not say
     */
    public static ProgramInfo of(Kernel kernel, int fd) {
        ObjectInfo info = ObjectInfo.of(kernel, fd);
        return new ProgramInfo(
                info.number(InfoField.PROG_TYPE),
                info.number(InfoField.PROG_ID),
                info.name(InfoField.PROG_NAME),
                info.hexadecimal(InfoField.PROG_TAG),
                info.number(InfoField.PROG_JITED_LEN),
                info.number(InfoField.PROG_XLATED_LEN),
                info.wide(InfoField.PROG_LOAD_TIME),
                info.number(InfoField.PROG_UID),
                info.ids(InfoField.PROG_MAP_IDS, InfoField.PROG_MAP_COUNT),
                info.number(InfoField.PROG_BTF_ID),
                info.wide(InfoField.PROG_RUN_TIME),
                info.wide(InfoField.PROG_RUN_COUNT),
                info.wide(InfoField.PROG_RECURSION_MISSES),
                info.number(InfoField.PROG_VERIFIED),
                info.number(InfoField.PROG_ATTACH_BTF_OBJECT_ID),
                info.number(InfoField.PROG_ATTACH_BTF_ID));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.ebpf4j.SystemCallException;

/**
 * What the kernel tells of BTF that it holds ({@code struct bpf_btf_info} of {@code include/uapi/linux/bpf.h}, since 4.18). Immutable.
 *
 * @param id as {@code bpftool btf} shows it
 * @param size bytes
 * @param name {@code vmlinux} or a module's name; empty for BTF that a process loaded, and before 5.11
 * @param ofKernel whether the kernel or a module of it is described (since 5.11)
 */
public record BtfInfo(int id, int size, String name, boolean ofKernel) {
    /**
     * Asks the kernel.
     *
     * @param kernel where the BTF is
     * @param fd its descriptor
     * @return what the kernel knows
     * @throws SystemCallException where it does not say
     */
    public static BtfInfo of(Kernel kernel, int fd) {
        ObjectInfo info = ObjectInfo.of(kernel, fd);
        return new BtfInfo(
                info.number(InfoField.BTF_ID),
                info.number(InfoField.BTF_SIZE),
                info.text(InfoField.BTF_NAME, InfoField.BTF_NAME_LEN),
                info.number(InfoField.BTF_KERNEL) != 0);
    }
}

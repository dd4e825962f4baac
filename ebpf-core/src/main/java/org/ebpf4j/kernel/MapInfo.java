// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;

/**
 * What the kernel tells of a map ({@code struct bpf_map_info} of {@code include/uapi/linux/bpf.h}, since 4.13). Numbers that the kernel is too
 * old to tell are 0. A picture of one moment; immutable.
 *
 * @param type a value of {@code enum bpf_map_type}
 * @param id as {@code bpftool map} shows it
 * @param name at most 15 characters (since 4.15)
 * @param keySize bytes of a key
 * @param valueSize bytes of a value on one CPU
 * @param maxEntries how many entries it may hold
 * @param flags {@code BPF_F_*} of map creation
 * @param mapExtra the type's extra argument (since 5.16)
 * @param btfId the types that describe keys and values, 0 for none (since 4.18)
 * @param keyTypeId the key's type in it
 * @param valueTypeId the value's type in it
 * @param kernelValueTypeId the type of the kernel's own that a value is, for {@code struct_ops} (since 5.6)
 * @param frozen whether user space can no longer write it (since 5.2)
 */
public record MapInfo(
        int type,
        int id,
        String name,
        int keySize,
        int valueSize,
        int maxEntries,
        int flags,
        long mapExtra,
        int btfId,
        int keyTypeId,
        int valueTypeId,
        int kernelValueTypeId,
        boolean frozen) {
    /**
     * Whether a map is of a type and has keys and values of such sizes. The kernel copies as many bytes as it has itself, whatever room they are given.
     *
     * @param kernel where the map is
     * @param fd its descriptor
     * @param type {@code enum bpf_map_type}, 0 for any
     * @param keySize bytes
     * @param valueSize bytes
     * @return false where it is another; true also where the kernel does not say (before 4.13)
     */
    public static boolean isShaped(Kernel kernel, int fd, int type, int keySize, int valueSize) {
        ObjectInfo info;
        try {
            info = ObjectInfo.of(kernel, fd);
        } catch (SystemCallException e) {
            return true;
        }
        return (type == 0 || info.number(InfoField.MAP_TYPE) == type)
                && info.number(InfoField.MAP_KEY_SIZE) == keySize
                && info.number(InfoField.MAP_VALUE_SIZE) == valueSize;
    }

    /**
     * Asks the kernel.
     *
     * @param kernel where the map is
     * @param fd its descriptor
     * @return what the kernel knows now
     * @throws SystemCallException where it does not say
     * @throws NotFoundException where {@code /proc} is not mounted
     */
    public static MapInfo of(Kernel kernel, int fd) {
        ObjectInfo info = ObjectInfo.of(kernel, fd);
        return new MapInfo(
                info.number(InfoField.MAP_TYPE),
                info.number(InfoField.MAP_ID),
                info.name(InfoField.MAP_NAME),
                info.number(InfoField.MAP_KEY_SIZE),
                info.number(InfoField.MAP_VALUE_SIZE),
                info.number(InfoField.MAP_MAX_ENTRIES),
                info.number(InfoField.MAP_FLAGS),
                info.wide(InfoField.MAP_EXTRA),
                info.number(InfoField.MAP_BTF_ID),
                info.number(InfoField.MAP_KEY_TYPE_ID),
                info.number(InfoField.MAP_VALUE_TYPE_ID),
                info.number(InfoField.MAP_KERNEL_VALUE_TYPE_ID),
                DescriptorFile.of(kernel, fd).frozen());
    }
}

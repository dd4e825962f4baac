// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

/**
 * What {@code BPF_MAP_CREATE} is asked for. Sizes are in bytes; an fd of 0 means none.
 *
 * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
 * @param type a value of {@code enum bpf_map_type}
 * @param keySize bytes of a key
 * @param valueSize bytes of a value on one CPU
 * @param maxEntries how many entries it may hold
 * @param flags {@code BPF_F_*} of map creation
 * @param mapExtra the type's extra argument
 * @param numaNode used where {@code BPF_F_NUMA_NODE} is set
 * @param innerMapFd the template of a map in map
 * @param btfFd the loaded BTF that describes key and value
 * @param btfKeyTypeId the key's type in it, 0 for none
 * @param btfValueTypeId the value's type in it, 0 for none
 * @param kernelValueTypeId for {@code BPF_MAP_TYPE_STRUCT_OPS} the type of the kernel's own BTF that a value is, else 0 (since 5.6)
 */
public record MapCreate(
        String name,
        int type,
        int keySize,
        int valueSize,
        int maxEntries,
        int flags,
        long mapExtra,
        int numaNode,
        int innerMapFd,
        int btfFd,
        int btfKeyTypeId,
        int btfValueTypeId,
        int kernelValueTypeId) {
    /**
     * A map whose values are of no type of the kernel's.
     *
     * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
     * @param type a value of {@code enum bpf_map_type}
     * @param keySize bytes of a key
     * @param valueSize bytes of a value on one CPU
     * @param maxEntries how many entries it may hold
     * @param flags {@code BPF_F_*} of map creation
     * @param mapExtra the type's extra argument
     * @param numaNode used where {@code BPF_F_NUMA_NODE} is set
     * @param innerMapFd the template of a map in map
     * @param btfFd the loaded BTF that describes key and value
     * @param btfKeyTypeId the key's type in it, 0 for none
     * @param btfValueTypeId the value's type in it, 0 for none
     */
    public MapCreate(
            String name,
            int type,
            int keySize,
            int valueSize,
            int maxEntries,
            int flags,
            long mapExtra,
            int numaNode,
            int innerMapFd,
            int btfFd,
            int btfKeyTypeId,
            int btfValueTypeId) {
        this(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                flags,
                mapExtra,
                numaNode,
                innerMapFd,
                btfFd,
                btfKeyTypeId,
                btfValueTypeId,
                0);
    }
}

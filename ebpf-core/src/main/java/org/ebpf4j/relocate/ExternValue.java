// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.relocate;

/** What an extern of an object comes to on one kernel. */
public sealed interface ExternValue {
    /** An option, whose value is in the map {@code .kconfig} where the extern says. */
    record Option() implements ExternValue {}

    /**
     * The address of a symbol.
     *
     * @param address of the kernel
     */
    record Address(long address) implements ExternValue {}

    /**
     * A variable or function that the BTF of the kernel or of one of its modules describes.
     *
     * @param typeId its id there
     * @param module the module, empty for the kernel itself
     */
    record Described(int typeId, String module) implements ExternValue {}

    /**
     * Something weak that the kernel does not have.
     *
     * @param what such as {@code the kernel function bpf_task_acquire}
     */
    record Absent(String what) implements ExternValue {}
}

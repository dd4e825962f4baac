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
     * A variable or function that the kernel's BTF describes.
     *
     * @param typeId its id there
     */
    record Described(int typeId) implements ExternValue {}

    /**
     * Something weak that the kernel does not have.
     *
     * @param what such as {@code the kernel function bpf_task_acquire}
     */
    record Absent(String what) implements ExternValue {}
}

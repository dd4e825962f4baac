// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;

/** A constant of an eBPF object whose value depends on the kernel that the object is loaded into. */
@FunctionalInterface
public interface KernelConstant {
    /**
     * Finds the value; called once, before the object is loaded.
     *
     * @param target where the object is going
     * @return the value, which must fit the constant's type
     * @throws org.ebpf4j.BpfException where it can't be found; the object is not loaded then
     */
    long value(Target target);

    /** The kernel that objects are about to be loaded into. Good only inside the call that it is given to. */
    interface Target {
        /**
         * The kernel itself.
         *
         * @return the seam to it
         */
        Kernel kernel();

        /**
         * The kernel's own types.
         *
         * @return its BTF, read when first asked for
         * @throws org.ebpf4j.UnsupportedException where the kernel does not describe itself
         */
        Btf types();

        /**
         * The kernel's symbols.
         *
         * @return its symbols, read when first asked for
         * @throws org.ebpf4j.PermissionException where the kernel hides their addresses
         * @throws org.ebpf4j.NotFoundException where it does not list them
         */
        Kallsyms symbols();
    }
}

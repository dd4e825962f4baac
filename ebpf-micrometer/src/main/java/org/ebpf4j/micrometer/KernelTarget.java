// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.ObjectLoader;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Kernel;

/**
 * The kernel that all sources of a binder go to, with one loader, so that the kernel's types are read once. Let go when all are loaded.
 *
 * @param kernel the seam to it
 * @param loader loads objects into it
 */
record KernelTarget(Kernel kernel, ObjectLoader loader) implements KernelConstant.Target {
    KernelTarget(Kernel kernel) {
        this(kernel, new ObjectLoader(kernel));
    }

    @Override
    public Btf types() {
        return loader.kernelTypes();
    }
}

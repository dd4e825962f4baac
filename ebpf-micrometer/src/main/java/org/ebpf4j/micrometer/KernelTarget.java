// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import org.ebpf4j.ObjectLoader;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The kernel that all sources of a binder go to, with one loader, so that the kernel's types and symbols are read once. Let go when all are
 * loaded. Used by one thread at a time.
 */
final class KernelTarget implements KernelConstant.Target {
    private final Kernel kernel;
    private final ObjectLoader loader;
    private @Nullable Kallsyms symbols;

    KernelTarget(Kernel kernel) {
        this.kernel = kernel;
        this.loader = new ObjectLoader(kernel);
    }

    /** Loads objects into it. */
    ObjectLoader loader() {
        return loader;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public Btf types() {
        return loader.kernelTypes();
    }

    @Override
    public Kallsyms symbols() {
        Kallsyms read = symbols == null ? Kallsyms.read(kernel) : symbols;
        symbols = read;
        return read;
    }
}

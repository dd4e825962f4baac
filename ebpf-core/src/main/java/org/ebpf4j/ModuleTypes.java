// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadedBtf;
import org.ebpf4j.relocate.KernelStructure;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel and its modules describe, searched in the order in which libbpf does: the kernel first, then its modules. The descriptors of
 * modules' types are opened when they are needed, and held until an object is loaded.
 */
final class ModuleTypes implements AutoCloseable {
    private final Kernel kernel;
    private final Supplier<Btf> kernelTypes;
    private final Supplier<List<Btf>> modules;
    private final Map<String, Integer> descriptors = new LinkedHashMap<>();

    ModuleTypes(Kernel kernel, Supplier<Btf> kernelTypes, Supplier<List<Btf>> modules) {
        this.kernel = kernel;
        this.kernelTypes = kernelTypes;
        this.modules = modules;
    }

    /**
     * A type, and whose it is.
     *
     * @param btf the types that it is among
     * @param id its id there
     * @param module the module, empty for the kernel itself
     */
    record Found(Btf btf, int id, String module) {}

    /** Looks everywhere, the kernel first. */
    @Nullable
    Found find(String name, BtfKind kind) {
        Btf own = kernelTypes.get();
        int id = own.find(name, kind);
        if (id != 0) {
            return new Found(own, id, "");
        }
        for (Btf module : modules.get()) {
            id = module.find(name, kind);
            if (id != 0) {
                return new Found(module, id, module.source());
            }
        }
        return null;
    }

    /** Looks in one module only; in the kernel itself where the module's name is {@code vmlinux}. */
    @Nullable
    Found findIn(String module, String name, BtfKind kind) {
        Btf own = kernelTypes.get();
        if (module.equals("vmlinux")) {
            int id = own.find(name, kind);
            return id == 0 ? null : new Found(own, id, "");
        }
        for (Btf types : modules.get()) {
            if (types.source().equals(module)) {
                for (int id : types.findAll(name)) {
                    if (id >= own.typeCount() && types.kind(id) == kind) {
                        return new Found(types, id, module);
                    }
                }
            }
        }
        return null;
    }

    /** The kernel's own types, where structures of functions are looked up; those of modules are refused. */
    Btf holding(String structure, String what) {
        Btf own = kernelTypes.get();
        if (!KernelStructure.isIn(own, structure)) {
            for (Btf module : modules.get()) {
                if (KernelStructure.isIn(module, structure)) {
                    throw new UnsupportedException(
                            what + " is a " + structure + ", which is of the module " + module.source()
                                    + "; structures of modules can't be registered by this version",
                            0);
                }
            }
        }
        return own;
    }

    /** The descriptor of a module's types, closed with this; 0 for the kernel itself. */
    int descriptor(String module) {
        if (module.isEmpty()) {
            return 0;
        }
        Integer known = descriptors.get(module);
        if (known == null) {
            known = LoadedBtf.openModule(kernel, module);
            descriptors.put(module, known);
        }
        return known;
    }

    @Override
    public void close() {
        descriptors.values().forEach(kernel::close);
        descriptors.clear();
    }
}

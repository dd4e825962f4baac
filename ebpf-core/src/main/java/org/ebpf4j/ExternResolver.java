// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelConfig;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.relocate.ExternValue;
import org.ebpf4j.relocate.KernelSymbols;
import org.ebpf4j.relocate.OptionValue;
import org.ebpf4j.spec.ExternSpec;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.jspecify.annotations.Nullable;

/**
 * Finds the externs of one object in one kernel. What is missing is an exception only of the program that uses it, so that programs which can do
 * without still load.
 */
final class ExternResolver {
    private final Kernel kernel;
    private final Features features;
    private final ObjectSpec spec;
    private final Supplier<Btf> kernelTypes;
    private final Supplier<List<Btf>> modules;
    private final Map<String, BpfException> unknownOptions = new HashMap<>();
    private @Nullable Kallsyms symbols;

    ExternResolver(
            Kernel kernel, Features features, ObjectSpec spec, Supplier<Btf> kernelTypes, Supplier<List<Btf>> modules) {
        this.kernel = kernel;
        this.features = features;
        this.spec = spec;
        this.kernelTypes = kernelTypes;
        this.modules = modules;
    }

    /** The map of options with this kernel's values. */
    MapSpec options(MapSpec map) {
        ByteBuffer values = ByteBuffer.allocate(map.valueSize()).order(ByteOrder.LITTLE_ENDIAN);
        Set<String> wanted = new TreeSet<>();
        for (ExternSpec extern : spec.externs().values()) {
            if (extern.kind() == ExternSpec.Kind.CONFIG && extern.name().startsWith("CONFIG_")) {
                wanted.add(extern.name());
            }
        }
        Map<String, String> set = new HashMap<>();
        @Nullable BpfException unreadable = null;
        if (!wanted.isEmpty()) {
            try {
                set.putAll(KernelConfig.read(kernel, wanted));
            } catch (NotFoundException e) {
                unreadable = e;
            }
        }
        for (ExternSpec extern : spec.externs().values()) {
            if (extern.kind() == ExternSpec.Kind.CONFIG) {
                try {
                    put(extern, set.get(extern.name()), unreadable, values);
                } catch (BpfException e) {
                    unknownOptions.put(extern.name(), e);
                }
            }
        }
        return map.withContents(values);
    }

    private void put(ExternSpec extern, @Nullable String text, @Nullable BpfException unreadable, ByteBuffer values) {
        String value = switch (extern.name()) {
            case "LINUX_KERNEL_VERSION" -> Integer.toString(KernelRelease.version(kernel));
            case "LINUX_HAS_BPF_COOKIE" -> BpfHelper.GET_ATTACH_COOKIE.isIn(features) ? "y" : "n";
            case "LINUX_HAS_SYSCALL_WRAPPER" -> SyscallWrapper.isIn(kernel) ? "y" : "n";
            default -> text;
        };
        Btf btf = spec.btf();
        if (value != null && btf != null) {
            OptionValue.put(btf, extern, value, values);
        } else if (!extern.weak()) {
            String what = spec.name() + ": the option " + extern.name() + " is not known, for ";
            throw unreadable != null
                    ? new NotFoundException(what + unreadable.getMessage(), unreadable)
                    : new NotFoundException(what + "this kernel does not set it; declare it __weak to read 0 then");
        }
    }

    ExternValue resolve(ExternSpec extern) {
        return switch (extern.kind()) {
            case CONFIG -> option(extern);
            case SYMBOL -> address(extern);
            case VARIABLE, FUNCTION -> described(extern);
        };
    }

    private ExternValue option(ExternSpec extern) {
        BpfException unknown = unknownOptions.get(extern.name());
        if (unknown != null) {
            throw unknown;
        }
        return new ExternValue.Option();
    }

    private ExternValue described(ExternSpec extern) {
        Btf btf = spec.btf();
        if (btf == null) {
            throw new IllegalStateException("an extern without types");
        }
        Btf kernelBtf;
        try {
            kernelBtf = kernelTypes.get();
        } catch (UnsupportedException e) {
            if (extern.weak()) {
                // Without a description the kernel has nothing that programs could use.
                return new ExternValue.Absent("the kernel's " + extern.name());
            }
            throw e;
        }
        return KernelSymbols.find(btf, kernelBtf, modules, extern);
    }

    private ExternValue address(ExternSpec extern) {
        if (symbols == null) {
            symbols = Kallsyms.read(kernel);
        }
        long[] addresses = symbols.addressesOf(extern.name());
        if (addresses.length == 1) {
            return new ExternValue.Address(addresses[0]);
        }
        if (addresses.length == 0 && extern.weak()) {
            return new ExternValue.Absent("the kernel symbol " + extern.name());
        }
        throw addresses.length == 0
                ? new NotFoundException(spec.name() + ": this kernel has no symbol " + extern.name()
                        + "; declare it __weak and ask whether its address is 0")
                : new RelocationException(spec.name() + ": this kernel has " + addresses.length + " symbols "
                        + extern.name() + "; use one whose name is its own");
    }
}

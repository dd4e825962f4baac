// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's symbols, read again where an address is of none: modules and programs may have been loaded since. */
final class KernelSymbols {
    private static final Logger LOG = LoggerFactory.getLogger(KernelSymbols.class);

    /** Reading takes some ten milliseconds, and symbols come only with modules and programs. */
    private static final Duration APART = Duration.ofSeconds(10);

    private final Kernel kernel;
    private final RereadLimit limit;
    private @Nullable Kallsyms symbols;
    private boolean warned;

    KernelSymbols(Kernel kernel, LongSupplier nanoTime) {
        this.kernel = kernel;
        this.limit = new RereadLimit(nanoTime);
    }

    /** The symbol that begins at the address. */
    @Nullable
    String at(long address) {
        String name = symbols == null ? null : symbols.nameAt(address);
        if (name == null && limit.mayRead(APART)) {
            read();
            name = symbols == null ? null : symbols.nameAt(address);
        }
        return name;
    }

    /** The module of the symbol that begins at the address, as known from looking for that. */
    @Nullable
    String moduleAt(long address) {
        return symbols == null ? null : symbols.moduleAt(address);
    }

    /** The symbol that the address is in: the nearest below that is less than so many bytes away. */
    @Nullable
    String around(long address, long longest) {
        String name = near(address, longest);
        if (name == null && limit.mayRead(APART)) {
            read();
            name = near(address, longest);
        }
        return name;
    }

    private @Nullable String near(long address, long longest) {
        Kallsyms.Symbol symbol = symbols == null ? null : symbols.below(address);
        return symbol == null || Long.compareUnsigned(address - symbol.address(), longest) >= 0 ? null : symbol.name();
    }

    private void read() {
        try {
            symbols = Kallsyms.read(kernel);
        } catch (BpfException e) {
            if (!warned) {
                LOG.warn("Kernel addresses stay unnamed: {}", e.getMessage());
                warned = true;
            }
        }
    }
}

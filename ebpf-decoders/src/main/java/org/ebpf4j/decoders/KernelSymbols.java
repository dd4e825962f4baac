// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.ebpf4j.BpfException;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A kernel's symbols, read again where an address is of none, and for any address when they have become old: modules and programs come and go. All
 * decoders of one kernel share one table, which goes with the last of them. Any thread may call.
 */
final class KernelSymbols {
    private static final Logger LOG = LoggerFactory.getLogger(KernelSymbols.class);

    /** Reading takes some ten milliseconds, and symbols come only with modules and programs. */
    private static final Duration APART = Duration.ofSeconds(10);

    private static final Duration AGE = Duration.ofMinutes(5);

    /** Tables in use; nothing here keeps a table or its kernel. */
    private static final List<WeakReference<KernelSymbols>> SHARED = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Kernel kernel;
    private final RereadLimit limit;
    private @Nullable Kallsyms symbols;
    private boolean warned;

    KernelSymbols(Kernel kernel, LongSupplier nanoTime) {
        this.kernel = kernel;
        this.limit = new RereadLimit(nanoTime);
    }

    /** The table of a kernel, a new one where no decoder has it. */
    static KernelSymbols of(Kernel kernel) {
        synchronized (SHARED) {
            SHARED.removeIf(table -> table.refersTo(null));
            for (WeakReference<KernelSymbols> table : SHARED) {
                KernelSymbols shared = table.get();
                if (shared != null && shared.kernel == kernel) {
                    return shared;
                }
            }
            KernelSymbols fresh = new KernelSymbols(kernel, System::nanoTime);
            SHARED.add(new WeakReference<>(fresh));
            return fresh;
        }
    }

    /** The symbol that begins at the address. */
    @Nullable
    String at(long address) {
        return find(known -> known.nameAt(address));
    }

    /** The module of the symbol that begins at the address; null where none does, or it is the kernel's own. */
    @Nullable
    String moduleAt(long address) {
        lock.lock();
        try {
            return symbols == null ? null : symbols.moduleAt(address);
        } finally {
            lock.unlock();
        }
    }

    /** The symbol that the address is in: the nearest below that is less than so many bytes away. */
    @Nullable
    String around(long address, long longest) {
        return find(known -> {
            Kallsyms.Symbol symbol = known.below(address);
            return symbol == null || Long.compareUnsigned(address - symbol.address(), longest) >= 0
                    ? null
                    : symbol.name();
        });
    }

    /** Looks a name up. */
    private interface Search {
        @Nullable
        String in(Kallsyms symbols);
    }

    private @Nullable String find(Search search) {
        lock.lock();
        try {
            if (limit.mayRead(AGE)) {
                read();
            }
            String name = symbols == null ? null : search.in(symbols);
            if (name == null && limit.mayRead(APART)) {
                read();
                name = symbols == null ? null : search.in(symbols);
            }
            return name;
        } finally {
            lock.unlock();
        }
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

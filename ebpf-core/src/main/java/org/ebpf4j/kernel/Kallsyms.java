// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's symbols by address, as {@code /proc/kallsyms} told them when it was read: those of the kernel, of modules loaded then, and of
 * eBPF programs. Some 16 bytes per symbol, two or three megabytes in all. Immutable, safe for use by many threads.
 */
public final class Kallsyms {
    private static final String PATH = "/proc/kallsyms";

    /** Of equal addresses the one that came first in the file is first. */
    private final SortedAddresses addresses;

    private final PackedNames names;
    private final SymbolModules modules;

    Kallsyms(SortedAddresses addresses, PackedNames names, SymbolModules modules) {
        this.addresses = addresses;
        this.names = names;
        this.modules = modules;
    }

    /**
     * A symbol.
     *
     * @param name without the module that it is of
     * @param address where it begins
     */
    public record Symbol(String name, long address) {}

    /**
     * Reads all symbols, which takes some ten milliseconds.
     *
     * @param kernel whose symbols
     * @return the table
     * @throws PermissionException where the kernel hides the addresses from this process: CAP_SYSLOG is missing, or kernel.kptr_restrict is 2
     * @throws NotFoundException where {@code /proc/kallsyms} can't be read
     */
    public static Kallsyms read(Kernel kernel) {
        Kallsyms symbols;
        try (InputStream in = kernel.openFile(PATH)) {
            symbols = new KallsymsReader().read(in);
        } catch (IOException e) {
            throw new NotFoundException(
                    PATH + " can't be read (" + e + "): mount proc at /proc, on a kernel with CONFIG_KALLSYMS.", e);
        }
        if (symbols.hidden()) {
            throw hidden(kernel);
        }
        return symbols;
    }

    private static PermissionException hidden(Kernel kernel) {
        String what = PATH + ": the addresses of all symbols are hidden";
        boolean granted;
        try {
            granted = Capabilities.effective(kernel).grants(Capability.CAP_SYSLOG);
        } catch (NotFoundException e) {
            granted = false;
        }
        return granted
                ? new PermissionException(
                        what + " although CAP_SYSLOG is effective: set the sysctl kernel.kptr_restrict to 1 or 0.", 0)
                : Capabilities.refused(kernel, what, 0, Capability.CAP_SYSLOG);
    }

    private boolean hidden() {
        return addresses.size() > 0 && addresses.get(addresses.size() - 1) == 0;
    }

    /**
     * How many symbols there are.
     *
     * @return symbols, several of which may have one address
     */
    public int size() {
        return addresses.size();
    }

    /**
     * Finds the addresses of a symbol. Several symbols may have one name, static functions above all.
     *
     * @param name without a module
     * @return its addresses, ascending and without doubles; empty where there is no such symbol
     */
    public long[] addressesOf(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        LongStream.Builder found = LongStream.builder();
        PackedNames.Cursor cursor = names.new Cursor(-1);
        for (int index = 0; index < addresses.size(); index++) {
            cursor.next();
            if (cursor.is(wanted)) {
                found.add(addresses.get(index));
            }
        }
        return found.build().distinct().toArray();
    }

    /**
     * Finds the symbol that begins at an address.
     *
     * @param address of the kernel
     * @return its name, of several the one that the kernel lists first; null where none begins there
     */
    public @Nullable String nameAt(long address) {
        int index = at(address);
        return index < 0 ? null : names.get(index);
    }

    /**
     * Finds the module of the symbol that begins at an address.
     *
     * @param address of the kernel
     * @return the module's name without brackets, {@code bpf} for eBPF programs; null where none begins there, or it is the kernel's own
     */
    public @Nullable String moduleAt(long address) {
        int index = at(address);
        return index < 0 ? null : modules.get(index);
    }

    /**
     * Finds the symbol that an address is in, or behind: the nearest that begins at or below it. The table has no sizes, so an address far behind
     * a symbol's end is given that symbol too.
     *
     * @param address of the kernel
     * @return the symbol; null where none begins at or below
     */
    public @Nullable Symbol below(long address) {
        int index = addresses.floor(address);
        return index < 0 ? null : new Symbol(names.get(first(index)), addresses.get(index));
    }

    /** The first of the symbols that begin there, or -1. */
    private int at(long address) {
        int index = addresses.floor(address);
        return index >= 0 && addresses.get(index) == address ? first(index) : -1;
    }

    private int first(int index) {
        int first = index;
        while (first > 0 && addresses.get(first - 1) == addresses.get(index)) {
            first--;
        }
        return first;
    }
}

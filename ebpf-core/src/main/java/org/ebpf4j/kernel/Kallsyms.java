// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's symbols by address, as {@code /proc/kallsyms} told them when it was read: those of the kernel, of modules loaded then, and of
 * eBPF programs. Some 30 bytes per symbol, a few megabytes in all. Immutable, safe for use by many threads.
 */
public final class Kallsyms {
    private static final String PATH = "/proc/kallsyms";

    /** Ascending as unsigned numbers; of equal addresses the one that came first in the file is first. */
    private final long[] addresses;

    private final int[] nameAt;
    private final byte[] names;

    Kallsyms(long[] addresses, int[] nameAt, byte[] names) {
        this.addresses = addresses;
        this.nameAt = nameAt;
        this.names = names;
    }

    /**
     * A symbol.
     *
     * @param name without the module that it is of
     * @param address where it begins
     */
    public record Symbol(String name, long address) {}

    /**
     * Reads all symbols, which takes some hundred milliseconds.
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
        return addresses.length > 0 && addresses[addresses.length - 1] == 0;
    }

    /**
     * How many symbols there are.
     *
     * @return symbols, several of which may have one address
     */
    public int size() {
        return addresses.length;
    }

    /**
     * Finds the addresses of a symbol. Several symbols may have one name, static functions above all.
     *
     * @param name without a module
     * @return its addresses, ascending and without doubles; empty where there is no such symbol
     */
    public long[] addressesOf(String name) {
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, addresses.length)
                .filter(index -> nameAt[index] + wanted.length <= names.length
                        && Arrays.equals(names, nameAt[index], nameAt[index] + wanted.length, wanted, 0, wanted.length))
                .mapToLong(index -> addresses[index])
                .distinct()
                .toArray();
    }

    /**
     * Finds the symbol that begins at an address.
     *
     * @param address of the kernel
     * @return its name, of several the one that the kernel lists first; null where none begins there
     */
    public @Nullable String nameAt(long address) {
        int index = floor(address);
        return index >= 0 && addresses[index] == address ? name(first(index)) : null;
    }

    /**
     * Finds the symbol that an address is in, or behind: the nearest that begins at or below it. The table has no sizes, so an address far behind
     * a symbol's end is given that symbol too.
     *
     * @param address of the kernel
     * @return the symbol; null where none begins at or below
     */
    public @Nullable Symbol below(long address) {
        int index = floor(address);
        return index < 0 ? null : new Symbol(name(first(index)), addresses[index]);
    }

    /** The last index whose address is not above the given one, or -1. */
    private int floor(long address) {
        int low = 0;
        int high = addresses.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private int first(int index) {
        int first = index;
        while (first > 0 && addresses[first - 1] == addresses[index]) {
            first--;
        }
        return first;
    }

    private String name(int index) {
        int end = nameAt[index];
        while (names[end] != 0) {
            end++;
        }
        return new String(names, nameAt[index], end - nameAt[index], StandardCharsets.UTF_8);
    }
}

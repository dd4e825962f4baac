// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.Arrays;

/** Symbols as they are read, and sorted then by address. */
final class SymbolRuns {
    private long[] addresses = new long[1 << 16];
    private int[] names = new int[1 << 16];
    private int[] modules = new int[1 << 16];
    private int count;

    void add(long address, int name, int module) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * count);
            names = Arrays.copyOf(names, 2 * count);
            modules = Arrays.copyOf(modules, 2 * count);
        }
        addresses[count] = address;
        names[count] = name;
        modules[count++] = module;
    }

    int count() {
        return count;
    }

    long[] addresses() {
        return addresses;
    }

    int[] names() {
        return names;
    }

    int[] modules() {
        return modules;
    }

    /** Merges ascending runs, of which the file has few: the kernel's own symbols come sorted. Equal addresses stay in order. */
    void sort() {
        while (runEnd(0) < count) {
            long[] toAddresses = new long[addresses.length];
            int[] toNames = new int[names.length];
            int[] toModules = new int[modules.length];
            int at = 0;
            while (at < count) {
                int middle = runEnd(at);
                int last = middle < count ? runEnd(middle) : middle;
                merge(at, middle, last, toAddresses, toNames, toModules);
                at = last;
            }
            addresses = toAddresses;
            names = toNames;
            modules = toModules;
        }
    }

    private int runEnd(int start) {
        int at = start + 1;
        while (at < count && Long.compareUnsigned(addresses[at - 1], addresses[at]) <= 0) {
            at++;
        }
        return at;
    }

    private void merge(int start, int middle, int last, long[] toAddresses, int[] toNames, int[] toModules) {
        int left = start;
        int right = middle;
        for (int to = start; to < last; to++) {
            boolean fromLeft =
                    left < middle && (right == last || Long.compareUnsigned(addresses[left], addresses[right]) <= 0);
            int from = fromLeft ? left++ : right++;
            toAddresses[to] = addresses[from];
            toNames[to] = names[from];
            toModules[to] = modules[from];
        }
    }
}

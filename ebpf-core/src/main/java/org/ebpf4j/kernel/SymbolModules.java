// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which module each symbol is of. Those of one module are mostly neighbours, and only where that changes is kept. */
final class SymbolModules {
    private final int[] starts;
    private final @Nullable String[] names;

    private SymbolModules(int[] starts, @Nullable String[] names) {
        this.starts = starts;
        this.names = names;
    }

    /** Of the first so many symbols: one more than the place of its module in the list, 0 for one that is of none. */
    static SymbolModules of(int[] modules, int count, List<String> names) {
        List<Integer> starts = new ArrayList<>();
        List<@Nullable String> found = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < count; i++) {
            if (modules[i] != last) {
                last = modules[i];
                starts.add(i);
                found.add(last == 0 ? null : names.get(last - 1));
            }
        }
        return new SymbolModules(
                starts.stream().mapToInt(Integer::intValue).toArray(), found.toArray(new @Nullable String[0]));
    }

    @Nullable
    String get(int index) {
        int at = Arrays.binarySearch(starts, index);
        return names[at >= 0 ? at : -at - 2];
    }
}

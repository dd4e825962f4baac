// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ebpf4j.NotFoundException;

/** The cookies of a target of many functions, as the kernel takes them: one for each place, or none at all. */
final class FunctionCookies {
    private FunctionCookies() {}

    /** In the order of the functions, 0 for one that is given none. */
    static List<Long> of(String what, Map<String, Long> cookies, Collection<String> functions) {
        if (cookies.isEmpty()) {
            return List.of();
        }
        TreeSet<String> strangers = new TreeSet<>(cookies.keySet());
        strangers.removeAll(functions);
        if (!strangers.isEmpty()) {
            throw new NotFoundException(
                    what + ": " + strangers.first() + " is given a cookie, but is none of its functions");
        }
        List<Long> inOrder = new ArrayList<>();
        functions.forEach(function -> inOrder.add(cookies.getOrDefault(function, 0L)));
        return inOrder;
    }
}

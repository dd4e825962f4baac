// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import java.util.HashSet;
import java.util.Set;

/**
 * Labels of what has no name, in bounded number: a stranger may make values up, and each would be a series of its own. Safe for use by many
 * threads.
 */
final class Unknowns {
    static final int MOST = 1000;

    private final String prefix;
    private final Set<String> seen = new HashSet<>();

    Unknowns(String prefix) {
        this.prefix = prefix;
    }

    /** The prefix and the value; the prefix and {@code other} where there were {@link #MOST} others before. */
    synchronized String label(String value) {
        if (!seen.contains(value)) {
            if (seen.size() >= MOST) {
                return prefix + "other";
            }
            seen.add(value);
        }
        return prefix + value;
    }
}

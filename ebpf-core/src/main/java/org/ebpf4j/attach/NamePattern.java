// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.function.Predicate;

/** Names with {@code *} for any characters and {@code ?} for one. */
record NamePattern(String pattern) implements Predicate<String> {
    boolean isPlain() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    /** Goes back to the last star only, so that the time is at most the product of the lengths. */
    @Override
    public boolean test(String name) {
        int at = 0;
        int star = -1;
        int behind = 0;
        int i = 0;
        while (i < name.length()) {
            boolean same = at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(i));
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                behind = i;
            } else if (same) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++behind;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}

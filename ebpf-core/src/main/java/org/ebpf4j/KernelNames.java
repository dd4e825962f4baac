// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The names that the kernel shows for maps and programs: at most 15 characters of {@code [A-Za-z0-9_.]}. */
final class KernelNames {
    private static final int LONGEST = 15;

    private KernelNames() {}

    static String of(String name) {
        return cut(name.replaceAll("[^A-Za-z0-9_.]", "_"), LONGEST);
    }

    /** A map of variables: the object's name, shortened, then the section's, as other loaders name them too. */
    static String ofVariables(String object, String section) {
        int dot = object.indexOf('.');
        String stem = dot > 0 ? object.substring(0, dot) : object;
        return of(cut(stem, LONGEST - Math.min(LONGEST, Math.max(7, section.length()))) + section);
    }

    private static String cut(String name, int length) {
        return name.length() <= length ? name : name.substring(0, length);
    }
}

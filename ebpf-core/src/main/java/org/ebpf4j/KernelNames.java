// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

/** The names that the kernel shows for maps and programs: at most 15 characters of {@code [A-Za-z0-9_.]}. */
final class KernelNames {
    private static final int LONGEST = 15;

    private KernelNames() {}

    static String of(String name) {
        return cut(name.replaceAll("[^A-Za-z0-9_.]", "_"), LONGEST);
    }

    /**
     * A map of variables: the object's name, shortened, then the section's; of a section that has a name of its own, such as {@code .data.own}, that
     * name. So libbpf names them too.
     */
    static String ofVariables(String object, String section) {
        if (section.indexOf('.', 1) > 0) {
            return of(section);
        }
        int dot = object.indexOf('.');
        String stem = dot > 0 ? object.substring(0, dot) : object;
        return of(cut(stem, LONGEST - Math.min(LONGEST, Math.max(7, section.length()))) + section);
    }

    private static String cut(String name, int length) {
        return name.length() <= length ? name : name.substring(0, length);
    }
}

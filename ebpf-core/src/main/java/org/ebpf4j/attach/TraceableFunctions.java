// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Kernel;

/** The kernel's list of functions that can be probed at their entry, {@code available_filter_functions} of tracefs. */
final class TraceableFunctions {
    private static final List<String> LISTS = List.of(
            "/sys/kernel/tracing/available_filter_functions", "/sys/kernel/debug/tracing/available_filter_functions");

    private TraceableFunctions() {}

    /** Those that fit a pattern, each once, in the order of their names; one at least. */
    static List<String> fitting(Kernel kernel, String what, NamePattern pattern) {
        for (String list : LISTS) {
            TreeSet<String> found = new TreeSet<>();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(kernel.openFile(list), StandardCharsets.US_ASCII))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // A module's function has the module's name behind it.
                    int end = line.indexOf(' ');
                    String name = end < 0 ? line : line.substring(0, end);
                    if (pattern.test(name)) {
                        found.add(name);
                    }
                }
            } catch (IOException e) {
                continue;
            }
            if (found.isEmpty()) {
                throw new NotFoundException(
                        what + ": no function that can be probed fits the pattern; look in " + list);
            }
            return List.copyOf(found);
        }
        throw new NotFoundException(what + ": the functions that fit can't be listed, because " + LISTS.get(0)
                + " can't be read; give one name");
    }
}

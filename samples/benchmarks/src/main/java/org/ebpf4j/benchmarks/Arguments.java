// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param names cases or groups of them; none for all
 * @param quick whether to measure shortly: all cases within two minutes
 * @param json where to write the rows, null for nowhere
 * @param help whether to say how to call this and end
 */
record Arguments(
        List<String> names, boolean quick, @Nullable Path json, boolean help) {
    static final String USAGE = """
            usage: java -jar benchmarks.jar [NAME...] [--quick] [--json FILE]

              NAME         a case, or the beginning of several up to a slash; none for all
              --quick      all cases within two minutes
              --json FILE  write one row per case as a JSON array
            """;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Arguments parse(String... line) {
        List<String> names = new ArrayList<>();
        boolean quick = false;
        boolean help = false;
        Path json = null;
        for (int i = 0; i < line.length; i++) {
            switch (line[i]) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--json" -> {
                    if (++i == line.length || line[i].isEmpty() || line[i].startsWith("--")) {
                        throw new IllegalArgumentException(
                                "--json takes the file to write, such as --json results.json");
                    }
                    json = Path.of(line[i]);
                }
                default -> {
                    if (line[i].startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + line[i] + "; see --help");
                    }
                    names.add(line[i]);
                }
            }
        }
        return new Arguments(List.copyOf(names), quick, json, help);
    }
}

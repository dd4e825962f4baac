// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param names cases or groups of them; none for all
 * @param quick whether to measure shortly: all cases within two minutes
 * @param json where to write the rows, null for nowhere
 * @param soak how long to let a full ring buffer run instead, null not to
 * @param help whether to say how to call this and end
 */
record Arguments(
        List<String> names,
        boolean quick,
        @Nullable Path json,
        @Nullable Duration soak,
        boolean help) {
    static final String USAGE = """
            usage: java -jar benchmarks.jar [NAME...] [--quick] [--json FILE]
                   java -jar benchmarks.jar --soak MINUTES

              NAME         a case, or the beginning of several up to a slash; none for all
              --quick      all cases within two minutes
              --json FILE  write one row per case as a JSON array
              --soak MINUTES
                           no measurement: a ring buffer as full as a program can make it, with
                           every record accounted for
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
        Duration soak = null;
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
                case "--soak" -> soak = minutes(++i < line.length ? line[i] : "");
                default -> {
                    if (line[i].startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + line[i] + "; see --help");
                    }
                    names.add(line[i]);
                }
            }
        }
        return new Arguments(List.copyOf(names), quick, json, soak, help);
    }

    private static Duration minutes(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("--soak takes whole minutes, such as --soak 60");
        }
        return Duration.ofMinutes(Long.parseLong(text));
    }
}

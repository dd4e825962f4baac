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
 * @param quick whether to measure shortly: all cases within four minutes
 * @param json where to write the rows, null for nowhere
 * @param plot where to draw how reading grows with the map, null for nowhere
 * @param pools where to draw which pool of a service a CPU quota starves, null for nowhere
 * @param soak how long to let a full ring buffer run instead, null not to
 * @param help whether to say how to call this and end
 */
record Arguments(
        List<String> names,
        boolean quick,
        @Nullable Path json,
        @Nullable Path plot,
        @Nullable Path pools,
        @Nullable Duration soak,
        boolean help) {
    static final String USAGE = """
            usage: java -jar benchmarks.jar [NAME...] [--quick] [--json FILE]
                   java -jar benchmarks.jar --plot FILE
                   java -jar benchmarks.jar --pools FILE
                   java -jar benchmarks.jar --soak MINUTES

              NAME         a case, or the beginning of several up to a slash; none for all
              --quick      all cases within four minutes
              --json FILE  write one row per case as a JSON array
              --plot FILE  draw as SVG how reading a map grows with it, and measure nothing else
              --pools FILE draw as SVG which pool of a service a CPU quota starves, and measure nothing else
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
        Path plot = null;
        Path pools = null;
        Duration soak = null;
        for (int i = 0; i < line.length; i++) {
            switch (line[i]) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--json" -> json = file(line, i++);
                case "--plot" -> plot = file(line, i++);
                case "--pools" -> pools = file(line, i++);
                case "--soak" -> soak = minutes(++i < line.length ? line[i] : "");
                default -> {
                    if (line[i].startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + line[i] + "; see --help");
                    }
                    names.add(line[i]);
                }
            }
        }
        return new Arguments(List.copyOf(names), quick, json, plot, pools, soak, help);
    }

    private static Path file(String[] line, int option) {
        if (option + 1 == line.length || line[option + 1].isEmpty() || line[option + 1].startsWith("--")) {
            throw new IllegalArgumentException(
                    line[option] + " takes the file to write, such as " + line[option] + " results");
        }
        return Path.of(line[option + 1]);
    }

    private static Duration minutes(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("--soak takes whole minutes, such as --soak 60");
        }
        return Duration.ofMinutes(Long.parseLong(text));
    }
}

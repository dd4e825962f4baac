// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of Debian's libbpf-tools that measures until it is stopped. */
final class OtherTool implements AutoCloseable {
    /** {@code 16 -> 31 : 5 |***}; the tools leave out what comes behind the last that is not 0. */
    private static final Pattern SLOT = Pattern.compile("^\\s*(\\d+) -> \\d+\\s+: (\\d+)\\s", Pattern.MULTILINE);

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private OtherTool(String... command) throws IOException {
        process = new ProcessBuilder(Stream.concat(Stream.of("stdbuf", "-oL"), Stream.of(command))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts one that writes a line when it measures. */
    static OtherTool start(String... command) throws IOException {
        OtherTool tool = new OtherTool(command);
        if (tool.output.readLine() == null) {
            throw new AssertionError(List.of(command) + " ended at once");
        }
        return tool;
    }

    /** Starts one that sleeps without a word when it measures. */
    static OtherTool startSilent(String... command) throws IOException, InterruptedException {
        OtherTool tool = new OtherTool(command);
        while (!Files.readString(Path.of("/proc/" + tool.process.pid() + "/wchan"))
                .contains("nanosleep")) {
            Thread.sleep(10);
        }
        return tool;
    }

    /** Reads its output up to this line. What happened before it may come right behind it, from another CPU. */
    void await(Predicate<String> line) throws IOException {
        while (lines.isEmpty() || !line.test(lines.get(lines.size() - 1))) {
            String read = output.readLine();
            if (read == null) {
                throw new AssertionError("no such line in " + lines);
            }
            lines.add(read);
        }
    }

    /** Ends the measuring; all lines but the first. */
    List<String> stop() throws IOException, InterruptedException {
        Commands.run("kill", "-INT", Long.toString(process.pid()));
        output.lines().forEach(lines::add);
        process.waitFor();
        return lines;
    }

    /** The words of each line that {@link #stop} gives. */
    List<List<String>> stopWords() throws IOException, InterruptedException {
        return stop().stream()
                .map(line -> List.of(line.strip().split("\\s+", -1)))
                .toList();
    }

    /** Ends the measuring; how many there are in each slot, by its lower end, of all histograms together. */
    Map<Long, Long> stopHistogram() throws IOException, InterruptedException {
        Map<Long, Long> slots = new TreeMap<>();
        Matcher slot = SLOT.matcher(String.join("\n", stop()));
        while (slot.find()) {
            slots.merge(Long.valueOf(slot.group(1)), Long.valueOf(slot.group(2)), Long::sum);
        }
        return slots;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}

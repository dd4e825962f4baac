// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of {@code libbpf.c} that answers what libbpf makes of objects, and what the kernel says of maps and programs of anybody's. */
final class Libbpf implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private Libbpf(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Compiles it where that is not done yet, and starts it. */
    static Libbpf start() throws IOException {
        Path program = CorpusObject.built("--libbpf").resolve("libbpf");
        return new Libbpf(new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** What libbpf makes of an object, of which nothing is left in the kernel. */
    Outcome load(Path object) {
        Outcome outcome = Outcome.of(Outcome.Stage.UNREAD);
        for (String line : ask("load " + object)) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "open", "load" -> {
                    if (words[1].equals("0")) {
                        boolean opened = words[0].equals("open");
                        outcome = Outcome.of(opened ? Outcome.Stage.UNLOADED : Outcome.Stage.LOADED);
                    }
                }
                case "crash" -> {
                    return Outcome.of(Outcome.Stage.CRASHED);
                }
                case "map" -> outcome.maps().add("pinned=" + words[2] + " " + words[3]);
                case "program" -> outcome.programs().put(words[1], words[2].equals("0") ? words[3] : Outcome.REFUSED);
                default -> throw new AssertionError(line);
            }
        }
        return outcome;
    }

    /** What the kernel says of a map. */
    String map(int id) {
        return ask("map " + id).get(0).substring("map ".length());
    }

    /** What the kernel says of a program. */
    String program(int id) {
        return ask("program " + id).get(0).substring("program ".length());
    }

    private List<String> ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            List<String> lines = new ArrayList<>();
            for (String line = answers.readLine(); !".".equals(line); line = answers.readLine()) {
                if (line == null) {
                    throw new AssertionError("libbpf ended at: " + command);
                }
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        answers.close();
    }
}

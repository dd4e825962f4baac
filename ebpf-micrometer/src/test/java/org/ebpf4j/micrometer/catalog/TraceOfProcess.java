// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel itself writes down about one process: a buffer of tracefs that only has a pair of events, a beginning and an end. */
final class TraceOfProcess implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile(" (\\d+\\.\\d+): (\\w+):");

    /**
     * What happened between the two.
     *
     * @param count how often
     * @param seconds how long, all in all
     */
    record Total(int count, double seconds) {}

    private final Path instance;

    private TraceOfProcess(Path instance) {
        this.instance = instance;
    }

    static TraceOfProcess of(long pid, String... events) throws IOException {
        Path tracefs = Path.of("/sys/kernel/tracing");
        if (!Files.isDirectory(tracefs.resolve("instances"))) {
            tracefs = Path.of("/sys/kernel/debug/tracing");
        }
        TraceOfProcess trace = new TraceOfProcess(Files.createDirectory(
                tracefs.resolve("instances/ebpf4j-" + ProcessHandle.current().pid())));
        trace.write("set_event_pid", Long.toString(pid));
        for (String event : events) {
            trace.write("events/" + event + "/enable", "1");
        }
        return trace;
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(instance.resolve(file), text);
    }

    /** The pairs so far; the process has one thread. */
    Total total() throws IOException {
        List<String> lines = Files.readAllLines(instance.resolve("trace"));
        int count = 0;
        double seconds = 0;
        double begun = 0;
        for (String line : lines) {
            Matcher event = LINE.matcher(line);
            if (line.startsWith("#") || !event.find()) {
                continue;
            }
            double time = Double.parseDouble(event.group(1));
            if (event.group(2).endsWith("_end")) {
                count++;
                seconds += time - begun;
            }
            begun = time;
        }
        return new Total(count, seconds);
    }

    @Override
    public void close() throws IOException {
        Files.delete(instance);
    }
}

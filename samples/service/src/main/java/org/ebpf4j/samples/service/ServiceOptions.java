// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What the command line says.
 *
 * @param port where to serve, 0 for any free port
 * @param metrics names of the ready-made metrics, as the catalog takes them; empty for none
 * @param configDirectory has ebpf_exporter's configurations
 * @param configs names of those to run; empty for none
 * @param strict whether to do as ebpf_exporter does where that is wrong
 * @param check whether to end when all is loaded
 */
record ServiceOptions(
        int port, String metrics, Path configDirectory, List<String> configs, boolean strict, boolean check) {
    static final String USAGE =
            "usage: java -jar service.jar [--port PORT] [--metrics NAME,...] [--config-dir DIR] [--config NAME,...] [--strict] [--check]";

    private static final int PORT = 9464;
    private static final String METRICS = "timers,runqueue,blockio";

    /** Reads the command line; what it does not understand is an IllegalArgumentException whose message says so. */
    static ServiceOptions parse(String... arguments) {
        int port = PORT;
        String metrics = "";
        Path directory = Path.of("");
        List<String> configs = List.of();
        boolean strict = false;
        boolean check = false;
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--port" -> port = port(next(option, "a number", words));
                case "--metrics" -> metrics = next(option, "names", words);
                case "--config-dir" -> directory = Path.of(next(option, "a directory", words));
                case "--config" ->
                    configs = List.of(next(option, "names", words).split(",", -1));
                case "--strict" -> strict = true;
                case "--check" -> check = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (metrics.isEmpty() && configs.isEmpty()) {
            metrics = METRICS;
        }
        return new ServiceOptions(port, metrics, directory, configs, strict, check);
    }

    private static String next(String option, String wanted, Iterator<String> words) {
        String word = words.hasNext() ? words.next() : "";
        if (word.isBlank()) {
            throw new IllegalArgumentException(option + " wants " + wanted);
        }
        return word;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers out of range.
        }
        throw new IllegalArgumentException("--port wants a number from 0 to 65535, not " + text);
    }
}

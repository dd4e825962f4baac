// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/** The command: measures cases against their C twins, prints a table, and writes JSON where asked to. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs and ends the process: 0 where all was measured, 1 where something could not be, 2 where the command line is wrong.
     *
     * @param line see {@code --help}
     * @throws Exception where this machine can't do what it takes
     */
    public static void main(String[] line) throws Exception {
        int status = run(line, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(String[] line, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        Arguments arguments;
        List<Case> cases;
        try {
            arguments = Arguments.parse(line);
            cases = Case.select(arguments.names());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        }
        if (arguments.help()) {
            out.print(Arguments.USAGE);
            Case.ALL.forEach(one -> out.println("  " + one.name()));
            return 0;
        }
        if (arguments.soak() != null) {
            return new Soak(out).run(arguments.soak()) ? 0 : 1;
        }
        Path directory = Files.createTempDirectory("ebpf4j-benchmarks");
        try {
            if (arguments.pools() != null) {
                Files.writeString(arguments.pools(), PoolsPlot.of(StarvedPools.watch()));
                return 0;
            }
            if (arguments.plot() != null) {
                System.setProperty(
                        PairedBenchmark.TWIN, TwinLibrary.compile(directory).toString());
                Files.writeString(arguments.plot(), Plot.of(Growth.measure()));
                return 0;
            }
            List<Row> rows = measure(cases, arguments.quick(), directory, err);
            out.print(Table.of(rows));
            if (arguments.json() != null) {
                Files.writeString(arguments.json(), Json.of(rows, System.getProperty("java.version")));
            }
            return 0;
        } catch (IllegalStateException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        } catch (RunnerException e) {
            err.println(reason(e));
            return 1;
        } finally {
            deleteAll(directory);
        }
    }

    private static List<Row> measure(List<Case> cases, boolean quick, Path directory, PrintStream progress)
            throws IOException, InterruptedException, RunnerException {
        Session session = new Session(directory, TwinLibrary.compile(directory), quick);
        List<Row> rows = new ArrayList<>();
        for (Case one : cases) {
            progress.println("measuring " + one.name());
            rows.add(session.run(one));
        }
        return rows;
    }

    /** JMH wraps what happened in a fork several times; the innermost sentence is the one to read. */
    private static String reason(Throwable thrown) {
        Throwable innermost = thrown;
        while (true) {
            if (innermost.getCause() != null) {
                innermost = innermost.getCause();
            } else if (innermost.getSuppressed().length > 0) {
                innermost = innermost.getSuppressed()[0];
            } else {
                return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

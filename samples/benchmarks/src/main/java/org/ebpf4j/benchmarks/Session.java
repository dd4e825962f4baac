// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs cases by JMH, each in JVMs of its own. */
final class Session {
    private final Path directory;
    private final Path twin;
    private final boolean quick;

    /**
     * Prepares a session.
     *
     * @param directory for what the forks write
     * @param twin the C twin's library
     * @param quick whether a case takes some ten seconds, or a minute
     */
    Session(Path directory, Path twin, boolean quick) {
        this.directory = directory;
        this.twin = twin;
        this.quick = quick;
    }

    /**
     * Measures a case.
     *
     * @throws RunnerException where a fork fails
     */
    Row run(Case wanted) throws RunnerException, IOException {
        Path blocks = Files.createTempFile(directory, "blocks", ".txt");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(wanted.benchmark().getName() + ".pair") + "$")
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 500 : 1000))
                .measurementIterations(quick ? 3 : 10)
                .measurementTime(TimeValue.milliseconds(1000))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(jvmArguments(blocks).toArray(String[]::new));
        wanted.parameters().forEach(options::param);
        new Runner(options.build()).run();
        return Row.of(wanted, Block.read(blocks));
    }

    private List<String> jvmArguments(Path blocks) {
        List<String> arguments = new ArrayList<>();
        arguments.add("-D" + PairedBenchmark.BLOCKS + "=" + blocks);
        arguments.add("-D" + PairedBenchmark.TWIN + "=" + twin);
        // The manifest speaks for java -jar only, and JMH forks with a class path; before 22 the flag was of an
        // incubator.
        if (Runtime.version().feature() >= 22) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        // JMH itself asks for it, and the warnings would stand between the results.
        if (Runtime.version().feature() >= 23) {
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        return arguments;
    }
}

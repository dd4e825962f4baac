// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jnr.ffi.LibraryLoader;

/** What {@code usdt/probes.c} becomes: programs and a library with USDT probes. Skipped where there is neither gcc nor {@code -Debpf.usdt}, or no x86-64. */
final class UsdtBinary {
    /** The library, in this process. */
    public interface Library {
        int reach(int times);
    }

    /** Where {@code testkit/usdt/build} has made them beforehand, for machines that have no compiler. */
    private static final String READY = System.getProperty("ebpf.usdt", "");

    private final Path file;

    private UsdtBinary(Path file) {
        this.file = file;
    }

    /** May be mapped anywhere. */
    static UsdtBinary movable(Path directory) throws IOException {
        return build(directory, "movable");
    }

    /** Has the addresses that it was linked for. */
    static UsdtBinary fixed(Path directory) throws IOException {
        return build(directory, "fixed");
    }

    static UsdtBinary library(Path directory) throws IOException {
        return build(directory, "libprobes.so");
    }

    /** In the directory that the caller names, so that each test traces a file of its own. */
    private static UsdtBinary build(Path directory, String name) throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the probes are written for x86-64");
        Path file = directory.resolve(name);
        if (READY.isEmpty()) {
            // Aborts where there is none, which a script can't.
            Tool.run("gcc", "--version");
            Tool.run("usdt/build", directory.toString(), name);
        } else {
            Files.copy(
                    Path.of(READY, name),
                    file,
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return new UsdtBinary(file);
    }

    Path file() {
        return file;
    }

    String path() {
        return file.toString();
    }

    /** Loads the library into this process, for good. */
    Library open() {
        return LibraryLoader.create(Library.class).load(path());
    }

    /** Starts the program, which has reached no probe yet. */
    Running start() throws IOException {
        return new Running(new ProcessBuilder(path()).redirectErrorStream(true).start());
    }

    /** A process that reaches the probes when it is told to. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final PrintWriter orders;
        private final BufferedReader answers;

        private Running(Process process) throws IOException {
            this.process = process;
            this.orders = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
            this.answers = process.inputReader(StandardCharsets.US_ASCII);
            assertEquals("ready", answers.readLine());
        }

        int pid() {
            return (int) process.pid();
        }

        /** Reaches each probe that often; answers the semaphore of "forms", and above it that of "twice". */
        int reach(int times) throws IOException {
            orders.println(times);
            return Integer.parseInt(answers.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            boolean gone = false;
            while (!gone) {
                try {
                    process.waitFor();
                    gone = true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import jnr.ffi.LibraryLoader;

/** The C twin as a shared library, compiled on this machine for this machine. */
final class TwinLibrary {
    private static final String NEEDED =
            "the C twin can't be compiled: %s. Install gcc and libbpf's headers (Debian: apt install gcc libbpf-dev)";

    private TwinLibrary() {}

    /**
     * Compiles the twin.
     *
     * @param directory takes the source and the library
     * @return the library
     * @throws IllegalStateException where a tool is missing, with a sentence for the user
     */
    static Path compile(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("twin.c");
        try (InputStream in = Objects.requireNonNull(TwinLibrary.class.getResourceAsStream("twin.c"), "twin.c")) {
            Files.copy(in, source);
        }
        Path library = directory.resolve("libtwin.so");
        Process gcc;
        try {
            gcc = new ProcessBuilder(List.of(
                            "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-lbpf"))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(NEEDED.formatted("there is no gcc"), e);
        }
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (gcc.waitFor() != 0) {
            throw new IllegalStateException(
                    NEEDED.formatted("gcc says " + said.lines().findFirst().orElse("nothing")));
        }
        return library;
    }

    /** Loads what the process that started this one has compiled. */
    static Twin load() {
        String library = Objects.requireNonNull(System.getProperty(PairedBenchmark.TWIN), PairedBenchmark.TWIN);
        return LibraryLoader.create(Twin.class).load(library);
    }
}

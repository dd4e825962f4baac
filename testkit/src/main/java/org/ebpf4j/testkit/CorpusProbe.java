// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds out whether the corpus of objects can be built and compared here, or was built beforehand by {@code testkit/corpus/build}. */
final class CorpusProbe {
    private static final String READY = System.getProperty("ebpf.corpus", "");

    private CorpusProbe() {}

    static Optional<String> libbpf() {
        // It may be there for machines of another architecture; asked nothing, it ends.
        return READY.isEmpty()
                ? NeedProbe.command("gcc", "-fsyntax-only", "-x", "c", "-include", "bpf/libbpf.h", "/dev/null")
                : NeedProbe.command(READY + "/libbpf");
    }

    static Optional<String> clang() {
        return readyOr(
                "complete",
                () -> NeedProbe.command("clang-14", "--version")
                        .or(() -> NeedProbe.command("llvm-strip-14", "--version"))
                        .or(() -> NeedProbe.command("clang-19", "--version"))
                        .or(() -> NeedProbe.command("llvm-strip-19", "--version"))
                        .or(() -> NeedProbe.command("bpftool", "version")));
    }

    static Optional<String> packagedObjects() {
        return readyOr("packaged", () -> NeedProbe.command("dpkg", "--status", "libbpf-tools", "xdp-tools", "libxdp1"));
    }

    private static Optional<String> readyOr(String file, Supplier<Optional<String>> otherwise) {
        if (READY.isEmpty()) {
            return otherwise.get();
        }
        return Files.exists(Path.of(READY, file)) ? Optional.empty() : Optional.of(READY + " has no " + file);
    }
}

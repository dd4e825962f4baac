// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that are not ours, to compare with. A test that needs one that is not installed is skipped. */
public final class Tool {
    private Tool() {}

    /** What a program prints, which must succeed. */
    public static String run(String... command) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort(command[0] + " is not installed");
        }
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> List.of(command) + ": " + text);
            return text;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Compiles C without making anything of it. */
    public static void compile(String compiler, Path directory, String source) throws IOException {
        Path file = Files.writeString(directory.resolve("types.c"), source);
        run(compiler, "-std=gnu11", "-w", "-fsyntax-only", file.toString());
    }
}

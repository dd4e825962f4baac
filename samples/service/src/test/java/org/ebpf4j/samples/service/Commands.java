// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a test does to other processes. */
final class Commands {
    private Commands() {}

    /** Runs a command to its end, which must be a good one. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(List.of(command) + ": " + output);
        }
        return output.strip();
    }

    /** Something that is to come true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits as long as a busy machine may need. */
    static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.sleep(50);
        }
    }
}

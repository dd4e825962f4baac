// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchmarksTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... line) throws Exception {
        return Benchmarks.run(
                line,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void helpListsEveryCaseAndMeasuresNothing() throws Exception {
        assertEquals(0, run("--help"));
        for (Case one : Case.ALL) {
            assertTrue(out.toString(StandardCharsets.UTF_8).contains(one.name()));
        }
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void unknownNameIsMistakeOfTheCommandLine() throws Exception {
        assertEquals(2, run("no/such"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("no/such"));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.logs;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ebpf4j.testkit.SimulatedKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that are not understood, which touch no kernel. */
class ArgumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "all",
                "execs 1",
                "files -1",
                "files 4294967295",
                "files ten",
                "files 1 2",
                "pauses",
                "pauses 0",
                "pauses 4294967295",
                "pauses 1 -1",
                "pauses 1 2 3"
            })
    void areAnsweredByTheUsage(String line) {
        String message = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> Logs.log(new SimulatedKernel(), line.split(" ", -1)))
                .getMessage());
        assertTrue(message.contains("usage: java -jar logs.jar"), message);
    }
}

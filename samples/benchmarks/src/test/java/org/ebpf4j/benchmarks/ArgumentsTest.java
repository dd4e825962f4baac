// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void nothingMeansEverythingInFull() {
        Arguments arguments = Arguments.parse();
        assertEquals(List.of(), arguments.names());
        assertFalse(arguments.quick());
        assertNull(arguments.json());
        assertFalse(arguments.help());
    }

    @Test
    void optionsMayStandBetweenNames() {
        Arguments arguments = Arguments.parse("snapshot", "--quick", "iterate/hash/10k", "--json", "rows.json");
        assertEquals(List.of("snapshot", "iterate/hash/10k"), arguments.names());
        assertTrue(arguments.quick());
        assertEquals(Path.of("rows.json"), arguments.json());
    }

    @Test
    void rejectsJsonWithoutFile() {
        assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--json"));
        assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--json", "--quick"));
    }

    @Test
    void namesTheOptionThatItDoesNotKnow() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--slow"))
                .getMessage());
        assertTrue(message.contains("--slow"), message);
    }

    @Test
    void soakTakesMinutes() {
        assertEquals(
                java.time.Duration.ofMinutes(60),
                Arguments.parse("--soak", "60").soak());
        assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--soak"));
        assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--soak", "0"));
        assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--soak", "1h"));
    }
}

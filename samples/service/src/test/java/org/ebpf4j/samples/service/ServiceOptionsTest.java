// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceOptionsTest {
    @Test
    void namesSomeMetricsWhereNoneIsAskedFor() {
        assertEquals("timers,runqueue,blockio", ServiceOptions.parse().metrics());
        assertEquals("oom", ServiceOptions.parse("--metrics", "oom").metrics());
        assertEquals("", ServiceOptions.parse("--config", "timers").metrics());
    }

    /** As a variable of a shell gives it that is not set. */
    @ParameterizedTest
    @ValueSource(strings = {"--metrics", "--config", "--config-dir", "--port"})
    void doesNotTakeAnEmptyWordForNone(String option) {
        assertThrows(IllegalArgumentException.class, () -> ServiceOptions.parse(option));
        String message = assertThrows(IllegalArgumentException.class, () -> ServiceOptions.parse(option, ""))
                .getMessage();
        assertEquals(option + " wants ", String.valueOf(message).substring(0, option.length() + " wants ".length()));
    }
}

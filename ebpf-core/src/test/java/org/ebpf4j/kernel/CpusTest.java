// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpusTest {
    private static final String POSSIBLE = "/sys/devices/system/cpu/possible";

    private static int[] possible(String text) {
        return Cpus.possible(FileKernel.of(Map.of(POSSIBLE, text)));
    }

    @Test
    void readsSinglesRangesAndHoles() {
        assertArrayEquals(new int[] {0}, possible("0"));
        assertArrayEquals(new int[] {0, 1, 2, 3}, possible("0-3\n"));
        assertArrayEquals(new int[] {0, 2, 3, 4, 5}, possible("0,2-5\n"));
        assertArrayEquals(new int[] {1, 7}, possible("7,1,1-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                ",",
                "0,",
                "-",
                "0-",
                "-3",
                "3-1",
                "a",
                "0x1",
                "0-3-5",
                "1 2",
                "+1",
                "65536",
                "0-2147483647",
                "99999999999999999999",
                "\u0664"
            })
    void rejectsNonsense(String text) {
        assertThrows(MalformedObjectException.class, () -> possible(text));
    }

    @Test
    void namesTheFileThatIsMissing() {
        NotFoundException e = assertThrows(NotFoundException.class, () -> Cpus.possible(FileKernel.of(Map.of())));
        assertTrue(String.valueOf(e.getMessage()).startsWith(POSSIBLE), e::getMessage);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void hasTheNumbersOfTheKernelHeaders() throws IOException {
        Map<String, Integer> header = new TreeMap<>(
                HeaderConstants.of("/usr/include/asm-generic/errno-base.h", "/usr/include/asm-generic/errno.h"));
        assertTrue(header.size() > 100);
        Map<String, Integer> ours = new TreeMap<>();
        for (Errno errno : Errno.values()) {
            ours.put(errno.name(), errno.number());
        }
        assertEquals(524, ours.remove("ENOTSUPP"));
        assertEquals(header, ours);
    }

    @Test
    void findsAnErrorByItsNumberWithEitherSign() {
        for (Errno errno : Errno.values()) {
            assertSame(errno, Errno.of(errno.number()));
            assertSame(errno, Errno.of(-errno.number()));
        }
    }

    @Test
    void findsNoErrorWhereLinuxHasNone() {
        for (long number : new long[] {0, 41, 58, 134, 523, 525, Integer.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertNull(Errno.of(number));
        }
    }

    @Test
    void describesErrorsByNameAndNumber() {
        assertEquals("ENOENT (2)", Errno.describe(2));
        assertEquals("ENOENT (2)", Errno.describe(-2));
        assertEquals("ENOTSUPP (524)", Errno.describe(-524));
        assertEquals("errno 4095", Errno.describe(-4095));
    }
}

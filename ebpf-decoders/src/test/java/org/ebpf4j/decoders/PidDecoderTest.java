// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ebpf4j.decode.KeyDecoder;
import org.junit.jupiter.api.Test;

class PidDecoderTest {
    private final FileKernel files = new FileKernel();

    @Test
    void namesWhatThereIsNow() {
        KeyDecoder pid = new PidDecoder(files.kernel(), 0);
        files.files.put("/proc/12/comm", "java\n");
        assertEquals("java", Label.of(pid, "12"));
        files.files.put("/proc/12/comm", "sh\n");
        assertEquals("sh", Label.of(pid, "12"));
        assertEquals("unknown:13", Label.of(pid, "13"));
    }

    /** The kernel's programs say 4711 of the process that is 1 to itself, and 1 of one that is not there. */
    @Test
    void namesNobodyElseWhereNumbersAreOthers() {
        KeyDecoder pid = new PidDecoder(files.kernel(), 4711);
        files.files.put("/proc/self/comm", "java\n");
        files.files.put("/proc/1/comm", "java\n");
        files.files.put("/proc/2/comm", "sh\n");
        assertEquals("java", Label.of(pid, "4711"));
        assertEquals("unknown:1", Label.of(pid, "1"));
        assertEquals("unknown:2", Label.of(pid, "2"));
    }
}

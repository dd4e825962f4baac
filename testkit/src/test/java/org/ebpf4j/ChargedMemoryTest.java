// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelRelease;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

/** The limit on locked memory as kernels charge it, in a process that may lock less than its object takes. */
class ChargedMemoryTest {
    private static final int CHARGED_BEFORE = (5 << 16) + (11 << 8);

    @Test
    @KernelTest
    void theLimitIsRaisedOnlyWhereTheKernelChargesIt(Kernel kernel) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -l 64 && exec \"$@\"",
                        "bash",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChargedMemoryMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        boolean charged = KernelRelease.version(kernel) < CHARGED_BEFORE;
        assertEquals("1 " + (charged ? "unlimited" : "65536"), output.strip());
    }
}

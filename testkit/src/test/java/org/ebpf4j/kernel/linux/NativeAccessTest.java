// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeAccessTest {
    private static boolean isNative(String entry) {
        return entry.contains("jnr-") || entry.contains("jffi-");
    }

    /** Each line is what one attempt to open the kernel answered. */
    private static void assertEachTime(String expected, String output) {
        assertEquals(2, output.lines().count(), output);
        output.lines().forEach(line -> assertTrue(line.contains(expected), output));
    }

    @Test
    void otherSystemsNeedNoNativeCodeToBeRefused() throws IOException, InterruptedException {
        assertEachTime(
                "eBPF takes Linux, and this is Mac OS X.",
                ChildJvm.run(entry -> !isNative(entry), List.of("-Dos.name=Mac OS X")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysThatLibrariesAreMissing() throws IOException, InterruptedException {
        assertEachTime("on the class path", ChildJvm.run(entry -> !isNative(entry), List.of()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhatToDoWhereTheLibraryCanNotBeUnpacked() throws IOException, InterruptedException {
        String output = ChildJvm.run(entry -> true, List.of("-Djffi.extract.dir=/proc/none"));
        assertEachTime("-Djffi.extract.dir=", output);
        assertEachTime("-Djffi.boot.library.path=", output);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhatToDoWhereTheJvmDeniesNativeAccess() throws IOException, InterruptedException {
        assumeTrue(Runtime.version().feature() >= 24, "--illegal-native-access came with Java 24");
        assertEachTime(
                "--enable-native-access=ALL-UNNAMED",
                ChildJvm.run(entry -> true, List.of("--illegal-native-access=deny")));
    }

    @Test
    @KernelTest
    void neverGivesTheStandardDescriptors() throws IOException, InterruptedException {
        assertEquals("0 moved free", ChildJvm.run(entry -> true, List.of(), "closed"));
    }
}

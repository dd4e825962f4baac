// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
    private static boolean isNative(String entry) {
        return entry.contains("jnr-") || entry.contains("jffi-");
    }

    @Test
    void otherSystemsNeedNoNativeCodeToBeRefused() throws IOException, InterruptedException {
        assertEquals(
                "eBPF takes Linux, and this is Mac OS X.",
                ChildJvm.run(entry -> !isNative(entry), List.of("-Dos.name=Mac OS X")));
    }

    @KernelTest
    void saysThatLibrariesAreMissing() throws IOException, InterruptedException {
        String message = ChildJvm.run(entry -> !isNative(entry), List.of());
        assertTrue(message.contains("class path"), message);
    }

    @KernelTest
    void saysWhatToDoWhereTheLibraryCanNotBeUnpacked() throws IOException, InterruptedException {
        String message = ChildJvm.run(entry -> true, List.of("-Djffi.extract.dir=/proc/none"));
        assertTrue(message.contains("-Djffi.extract.dir="), message);
        assertTrue(message.contains("-Djffi.boot.library.path="), message);
        assertEquals(1, message.lines().count(), message);
    }

    @KernelTest
    void saysWhatToDoWhereTheJvmDeniesNativeAccess() throws IOException, InterruptedException {
        assumeTrue(Runtime.version().feature() >= 24, "--illegal-native-access came with Java 24");
        String message = ChildJvm.run(entry -> true, List.of("--illegal-native-access=deny"));
        assertTrue(message.contains("--enable-native-access=ALL-UNNAMED"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @KernelTest
    void neverGivesTheStandardDescriptors() throws IOException, InterruptedException {
        assertEquals("0 moved free", ChildJvm.run(entry -> true, List.of(), "closed"));
    }
}

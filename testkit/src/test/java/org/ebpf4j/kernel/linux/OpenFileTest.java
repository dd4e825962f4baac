// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Cpus;
import org.ebpf4j.kernel.Kallsyms;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;

@KernelTest
class OpenFileTest {
    private static byte[] read(String path) throws IOException {
        try (InputStream in = LinuxKernel.open().openFile(path)) {
            return in.readAllBytes();
        }
    }

    /** Such files say that they are empty, or a page long, and are neither. */
    @Test
    void readsFilesOfProcAndSysWhole() throws IOException {
        assertEquals(
                System.getProperty("os.version"),
                new String(read("/proc/sys/kernel/osrelease"), StandardCharsets.US_ASCII).strip());
        assertTrue(new String(read("/proc/kallsyms"), StandardCharsets.US_ASCII)
                        .lines()
                        .count()
                > 10_000);
        Path btf = Path.of("/sys/kernel/btf/vmlinux");
        assertEquals(Files.size(btf), read(btf.toString()).length);
    }

    @Test
    void tellsMissingFromForbidden() {
        assertThrows(NoSuchFileException.class, () -> read("/proc/no/such/file"));
        // Write-only in sysfs, which holds for root too.
        String writeOnly = "/sys/bus/platform/drivers_probe";
        assumeTrue(Files.exists(Path.of(writeOnly)), writeOnly + " is not there");
        assertThrows(AccessDeniedException.class, () -> read(writeOnly));
    }

    @Test
    void knowsThePossibleCpus() {
        int[] cpus = Cpus.possible(LinuxKernel.open());
        assertTrue(cpus.length >= Runtime.getRuntime().availableProcessors());
        assertArrayEquals(IntStream.of(cpus).sorted().distinct().toArray(), cpus);
    }

    @Test
    void knowsItsCapabilities() throws IOException {
        Capabilities capabilities = Capabilities.effective(LinuxKernel.open());
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), capabilities.uid());
        assertEquals("", capabilities.missing(Capability.CAP_BPF, Capability.CAP_PERFMON));
    }

    @Test
    void findsEverySymbolOfTheKernel() throws IOException {
        assumeTrue(Capabilities.effective(LinuxKernel.open()).grants(Capability.CAP_SYSLOG), "needs CAP_SYSLOG");
        Kallsyms symbols = Kallsyms.read(LinuxKernel.open());
        Map<Long, String> first = new HashMap<>();
        for (String line : new String(read("/proc/kallsyms"), StandardCharsets.US_ASCII).split("\n", -1)) {
            // Programs that other tests load and unload have symbols too.
            if (!line.isEmpty() && !line.endsWith("[bpf]")) {
                String[] fields = line.split("[ \t]", -1);
                first.putIfAbsent(Long.parseUnsignedLong(fields[0], 16), fields[2]);
            }
        }
        assertTrue(first.size() > 10_000);
        first.forEach((address, name) -> {
            assertEquals(name, symbols.nameAt(address));
            assertEquals(new Kallsyms.Symbol(name, address), symbols.below(address));
        });
    }
}

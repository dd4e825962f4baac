// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.kernel.linux.LinuxKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The tables of the machine that the test runs on. */
@EnabledOnOs(OS.LINUX)
class RealTablesTest {
    @Test
    void namesAKernelFunction() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/kallsyms"));
        String line = lines.stream()
                .filter(l -> l.endsWith(" T schedule"))
                .findFirst()
                .orElse("0");
        long address = Long.parseUnsignedLong(line.split(" ", -1)[0], 16);
        assumeTrue(address != 0, "kernel addresses are hidden from this user");
        assertEquals("schedule", Label.of(Decoders.ksym().on(LinuxKernel.open()), address));
    }

    @Test
    void namesEveryBlockDevice() throws IOException {
        KeyDecoder majorminor = Decoders.majorminor().on(LinuxKernel.open());
        List<Path> devices;
        try (var names = Files.list(Path.of("/sys/class/block"))) {
            devices = names.toList();
        }
        String partitions = Files.readString(Path.of("/proc/partitions"));
        for (Path device : devices) {
            String name = device.getFileName().toString();
            String[] number = Files.readString(device.resolve("dev")).strip().split(":", -1);
            int major = Integer.parseInt(number[0]);
            int minor = Integer.parseInt(number[1]);
            // The table leaves devices without a medium out.
            boolean listed = partitions.contains(" " + name + "\n");
            assertEquals(
                    listed ? name : "unknown:" + major + ":" + minor,
                    Label.of(majorminor, (minor & 0xff) | major << 8 | (minor & ~0xff) << 12));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
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

    @Test
    void namesEveryNetworkInterface() throws IOException {
        KeyDecoder ifname = Decoders.ifname().on(LinuxKernel.open());
        List<NetworkInterface> interfaces = NetworkInterface.networkInterfaces().toList();
        assertFalse(interfaces.isEmpty());
        for (NetworkInterface one : interfaces) {
            assertEquals(one.getName(), Label.of(ifname, one.getIndex()));
        }
    }

    @Test
    void namesEveryCgroup() throws IOException {
        Path root = Cgroups.root(LinuxKernel.open());
        assumeTrue(Files.exists(root.resolve("cgroup.procs")), "no unified hierarchy is mounted");
        KeyDecoder cgroup = Decoders.cgroup().on(LinuxKernel.open());
        List<Path> directories;
        try (var all = Files.walk(root, 3)) {
            directories = all.filter(Files::isDirectory).toList();
        }
        for (Path directory : directories) {
            String id = Files.getAttribute(directory, "unix:ino").toString();
            assertEquals(directory.toString(), Label.of(Decoders.string().then(cgroup), id));
        }
    }

    @Test
    void namesEveryPciDeviceWhereNamesAreInstalled() throws IOException {
        Path ids = Path.of("/usr/share/misc/pci.ids");
        assumeTrue(Files.exists(ids), "pci.ids is not installed");
        KeyDecoder vendor = Decoders.pciVendor().on(LinuxKernel.open());
        for (String line : Files.readAllLines(ids, StandardCharsets.ISO_8859_1)) {
            if (line.matches("[0-9a-f]{4}  [ -~]+")) {
                String number = Integer.toString(Integer.parseInt(line.substring(0, 4), 16));
                assertEquals(line.substring(6).strip(), Label.of(vendor, number));
            }
        }
    }

    @Test
    void namesEveryUserAndGroupAsTheCLibraryDoes() throws IOException, InterruptedException {
        for (String database : List.of("passwd", "group")) {
            KeyDecoder decoder = (database.equals("passwd") ? Decoders.uid() : Decoders.gid()).on(LinuxKernel.open());
            for (String line : Files.readAllLines(Path.of("/etc", database))) {
                String number = line.split(":", -1)[2];
                Process getent = new ProcessBuilder("getent", database, number).start();
                String answer = new String(getent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, getent.waitFor());
                assertEquals(answer.substring(0, answer.indexOf(':')), Label.of(decoder, number));
            }
        }
    }

    @Test
    void namesThisProcess() throws IOException {
        String own = Long.toString(ProcessHandle.current().pid());
        KeyDecoder pid = Decoders.pid().on(LinuxKernel.open());
        assertEquals(Files.readString(Path.of("/proc/self/comm")).strip(), Label.of(pid, own));
        assertEquals("unknown:99999999", Label.of(pid, "99999999"));
        assertEquals("unknown:0", Label.of(pid, "0"));
    }
}

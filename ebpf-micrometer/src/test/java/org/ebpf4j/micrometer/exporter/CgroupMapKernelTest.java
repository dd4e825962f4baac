// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ebpf4j.btf.BtfKind;
import org.ebpf4j.decoders.Cgroups;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps of the cgroups whose paths match. */
@KernelTest(needs = {Need.BTF, Need.TRACING, Need.CGROUP})
class CgroupMapKernelTest {
    @TempDir
    Path directory;

    private final List<Path> made = new ArrayList<>();

    private Path cgroup(Kernel kernel, String name) throws IOException {
        Path root = Cgroups.paths(kernel).values().stream()
                .map(Path::of)
                .min(Comparator.comparingInt(Path::getNameCount))
                .orElseThrow();
        Path cgroup = Files.createDirectory(root.resolve(
                "ebpf4j-config-" + name + "-" + ProcessHandle.current().pid()));
        made.add(cgroup);
        return cgroup;
    }

    @AfterEach
    void removeCgroups() throws IOException {
        for (Path cgroup : made) {
            Files.deleteIfExists(cgroup);
        }
    }

    private static void startIn(Configured configured, Path cgroup, int times) throws Exception {
        configured.start("cgrp1", times, "sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs && exec \"$0\"");
    }

    @Test
    void programsCountInTheCgroupsOfTheHash(Kernel kernel) throws Exception {
        Path before = cgroup(kernel, "wanted-before");
        Path other = cgroup(kernel, "other");
        try (Configured cgroups = Configured.bind(directory, kernel, Configured.copy(directory, "cgroups"))) {
            assertEquals("up", cgroups.status());
            startIn(cgroups, before, 3);
            startIn(cgroups, other, 2);
            Path after = cgroup(kernel, "wanted-after");
            cgroups.scrape();
            startIn(cgroups, after, 1);
            assertEquals(
                    line("wanted", after, 1) + line("wanted", before, 3),
                    cgroups.lines("ebpf_exporter_starts_wanted_total"));
            assertEquals(line("other", other, 2), cgroups.lines("ebpf_exporter_starts_other_total"));
        }
    }

    @Test
    void programsCountInTheCgroupsWithStorage(Kernel kernel) throws Exception {
        assumeTrue(
                KernelTypes.read(kernel).find("bpf_cgrp_storage_get", BtfKind.FUNC) != 0,
                "cgroup storage is there since 6.2");
        Path before = cgroup(kernel, "wanted-before");
        Path other = cgroup(kernel, "other");
        try (Configured storage = Configured.bind(directory, kernel, Configured.copy(directory, "storage"))) {
            assertEquals("up", storage.status());
            startIn(storage, before, 3);
            startIn(storage, other, 2);
            Path after = cgroup(kernel, "wanted-after");
            storage.scrape();
            startIn(storage, after, 1);
            assertEquals(
                    line("wanted", after, 1) + line("wanted", before, 3),
                    storage.lines("ebpf_exporter_starts_wanted_total"));
        }
    }

    private static String line(String which, Path cgroup, int times) {
        return "ebpf_exporter_starts_" + which + "_total{cgroup=\"" + cgroup + "\"} " + times + ".0\n";
    }
}

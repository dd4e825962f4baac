// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.testkit.TestCgroup;

/** Puts this process into another cgroup of version 2 for a while. */
final class OwnCgroup {
    private static final String PROCESSES = "cgroup.procs";

    private final Path before;

    private OwnCgroup(Path before) {
        this.before = before;
    }

    static OwnCgroup enter(Path cgroup) throws IOException {
        String path = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElseThrow();
        OwnCgroup own = new OwnCgroup(TestCgroup.root().resolve(path));
        move(cgroup);
        return own;
    }

    void leave() throws IOException {
        move(before);
    }

    private static void move(Path cgroup) throws IOException {
        Files.writeString(cgroup.resolve(PROCESSES), "0");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts this process into another cgroup of version 2 for a while. */
final class OwnCgroup {
    private static final String PROCESSES = "cgroup.procs";

    private final Path before;

    private OwnCgroup(Path before) {
        this.before = before;
    }

    /** Where the hierarchy is mounted. */
    static Path root() throws IOException {
        for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = mount.split(" ", -1);
            if (fields[2].equals("cgroup2")) {
                return Path.of(fields[1]);
            }
        }
        throw new AssertionError("no cgroup2 is mounted");
    }

    static OwnCgroup enter(Path cgroup) throws IOException {
        String path = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElseThrow();
        OwnCgroup own = new OwnCgroup(root().resolve(path));
        move(cgroup);
        return own;
    }

    void leave() throws IOException {
        move(before);
    }

    private static void move(Path cgroup) throws IOException {
        Files.writeString(cgroup.resolve(PROCESSES), "0");
    }

    /** The kernel takes a moment to let go of a process that ended. */
    static void remove(Path cgroup) throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                Files.delete(cgroup);
                return;
            } catch (DirectoryNotEmptyException e) {
                throw e;
            } catch (FileSystemException e) {
                if (attempt == 100) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }
}

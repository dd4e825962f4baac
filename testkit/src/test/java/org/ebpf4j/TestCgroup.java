// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cgroup of version 2 that is there for one test. */
final class TestCgroup {
    private TestCgroup() {}

    static Path make() throws IOException {
        for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = mount.split(" ", -1);
            if (fields[2].equals("cgroup2")) {
                return Files.createDirectory(Path.of(
                        fields[1], "ebpf4j-test-" + ProcessHandle.current().pid()));
            }
        }
        throw new AssertionError("no cgroup2 is mounted");
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

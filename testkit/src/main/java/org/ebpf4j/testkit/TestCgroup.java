// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cgroups of version 2 that are there for one test. */
public final class TestCgroup {
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 20;

    private TestCgroup() {}

    /**
     * Where the hierarchy is mounted.
     *
     * @return the root's directory
     * @throws IOException where the mounts can't be read
     */
    public static Path root() throws IOException {
        for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = mount.split(" ", -1);
            if (fields[2].equals("cgroup2")) {
                return Path.of(fields[1]);
            }
        }
        throw new AssertionError("no cgroup2 is mounted");
    }

    /**
     * Makes one below the root.
     *
     * @return its directory, to be {@linkplain #remove removed}
     * @throws IOException where that is not allowed
     */
    public static Path make() throws IOException {
        return Files.createDirectory(
                root().resolve("ebpf4j-test-" + ProcessHandle.current().pid()));
    }

    /**
     * Removes one that has no others below it. The kernel takes a moment to let go of a process that ended.
     *
     * @param cgroup its directory
     * @throws IOException where a process stays in it
     * @throws InterruptedException where the thread is interrupted meanwhile
     */
    public static void remove(Path cgroup) throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                Files.delete(cgroup);
                return;
            } catch (DirectoryNotEmptyException e) {
                throw e;
            } catch (FileSystemException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}

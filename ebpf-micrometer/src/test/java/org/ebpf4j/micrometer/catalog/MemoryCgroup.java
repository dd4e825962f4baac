// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebpf4j.testkit.TestCgroup;

/** A cgroup whose processes get so much memory and no more, of version 1 or 2 as the host has it. */
final class MemoryCgroup implements AutoCloseable {
    private final Path directory;
    private final long bytes;

    private MemoryCgroup(Path directory, long bytes) {
        this.directory = directory;
        this.bytes = bytes;
    }

    static MemoryCgroup create(long bytes) throws IOException {
        String name = "ebpf4j-memory-" + ProcessHandle.current().pid();
        Path first = Path.of("/sys/fs/cgroup/memory");
        if (Files.isDirectory(first)) {
            MemoryCgroup cgroup = new MemoryCgroup(Files.createDirectory(first.resolve(name)), bytes);
            cgroup.write("memory.limit_in_bytes", Long.toString(bytes));
            return cgroup;
        }
        Path root = TestCgroup.root();
        Files.writeString(root.resolve("cgroup.subtree_control"), "+memory");
        MemoryCgroup cgroup = new MemoryCgroup(Files.createDirectory(root.resolve(name)), bytes);
        cgroup.write("memory.max", Long.toString(bytes));
        return cgroup;
    }

    /** Starts a shell in it that waits for a line before it runs a script. */
    Process start(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "read go; " + script).start();
        write("cgroup.procs", Long.toString(process.pid()));
        return process;
    }

    /** Moves a process of it to a cgroup of version 2, which gets its limit where limits are version 2's, too; else they stay this one's. */
    void move(Process process, Path cgroup) throws IOException {
        if (Files.exists(cgroup.resolve("memory.max"))) {
            // What this process has left there is not the other's.
            long left = Long.parseLong(
                    Files.readString(cgroup.resolve("memory.current")).strip());
            Files.writeString(cgroup.resolve("memory.max"), Long.toString(left + bytes));
        }
        Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    static void go(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    @Override
    public void close() throws IOException {
        try {
            TestCgroup.remove(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

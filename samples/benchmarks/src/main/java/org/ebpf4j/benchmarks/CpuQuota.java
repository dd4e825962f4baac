// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control group with a CPU quota of its own that this process goes into, version 1 or 2. Not thread-safe. */
final class CpuQuota implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD = 100_000;
    private static final String MEMBERS = "cgroup.procs";

    private final Path parent;
    private final Path group;

    private CpuQuota(Path parent) {
        this.parent = parent;
        this.group = parent.resolve("ebpf4j-pools-" + ProcessHandle.current().pid());
    }

    /** Makes a group without a quota and moves the process into it. */
    static CpuQuota enter() throws IOException {
        CpuQuota quota = new CpuQuota(Files.isDirectory(ROOT.resolve("cpu")) ? ROOT.resolve("cpu") : ROOT);
        Files.createDirectory(quota.group);
        try {
            quota.move(quota.group);
            return quota;
        } catch (IOException e) {
            Files.delete(quota.group);
            throw e;
        }
    }

    /** Lets the process use so much of one CPU from now on; all that it wants at 0. */
    void set(double cpus) throws IOException {
        int micros = (int) (cpus * PERIOD);
        if (Files.exists(group.resolve("cpu.max"))) {
            Files.writeString(group.resolve("cpu.max"), (micros == 0 ? "max" : micros) + " " + PERIOD);
        } else {
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Integer.toString(micros == 0 ? -1 : micros));
        }
    }

    private void move(Path to) throws IOException {
        Files.writeString(
                to.resolve(MEMBERS), Long.toString(ProcessHandle.current().pid()));
    }

    @Override
    public void close() throws IOException {
        move(parent);
        Files.delete(group);
    }
}

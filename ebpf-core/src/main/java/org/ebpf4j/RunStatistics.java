// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.io.InputStream;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/**
 * Lets the kernel count how often every program runs and how long, until it is closed; {@link BpfProgram#info} tells the numbers. The
 * clock is then read twice for each run, of all programs of the machine. Safe for use by many threads.
 */
public final class RunStatistics implements AutoCloseable {
    private static final String SWITCH = "/proc/sys/kernel/bpf_stats_enabled";

    private final Descriptor descriptor;

    private RunStatistics(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Switches the counting on ({@code BPF_ENABLE_STATS}, since 5.8). It is on as long as one process or {@code kernel.bpf_stats_enabled} wants it,
     * and what was counted stays.
     *
     * @param kernel whose programs to count
     * @return what keeps it on; the caller closes it
     * @throws PermissionException where CAP_SYS_ADMIN is missing
     * @throws UnsupportedException where the kernel is older than 5.8
     */
    public static RunStatistics enable(Kernel kernel) {
        String what = "runs of programs can't be counted";
        int fd = kernel.statisticsEnable();
        if (fd >= 0) {
            return new RunStatistics(new Descriptor(kernel, "the counting of runs", fd));
        }
        if (Errno.isRefusal(fd)) {
            throw Capabilities.refused(kernel, what, fd, Capability.CAP_SYS_ADMIN);
        }
        if (fd == -Errno.EINVAL.number()) {
            throw new UnsupportedException(
                    what
                            + ": it takes Linux 5.8 or later (EINVAL (22)); before that, sysctl kernel.bpf_stats_enabled=1 does it",
                    -fd);
        }
        throw new SystemCallException(what + ": " + Errno.describe(fd), -fd);
    }

    /**
     * Whether the machine's administrator has switched the counting on, by {@code kernel.bpf_stats_enabled} (since 5.1). Nobody can tell whether a process has, as by
     * {@link #enable}.
     *
     * @param kernel whose switch to read
     * @return false also where the kernel has no such switch
     */
    public static boolean switchedOn(Kernel kernel) {
        try (InputStream file = kernel.openFile(SWITCH)) {
            return file.read() == '1';
        } catch (IOException e) {
            return false;
        }
    }

    /** Switches the counting off, unless somebody else wants it. Calling it again does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * A kernel tracepoint with its arguments as they are, section {@code raw_tp} (since 4.17). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param name the tracepoint's name, such as {@code sched_switch}
 */
public record RawTracepoint(String name) implements AttachTarget {
    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        return open(kernel, program, programFd, this, name);
    }

    static Link open(Kernel kernel, String program, int programFd, AttachTarget target, @Nullable String name) {
        int fd = kernel.rawTracepointOpen(name, programFd, 0);
        if (fd >= 0) {
            return new Link(kernel, target, fd);
        }
        String what = "program " + program + " can't be attached to " + target;
        if (fd == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": this kernel has no such tracepoint");
        }
        if (Errno.isRefusal(fd)) {
            throw Capabilities.refused(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        if (fd == -Errno.ENOTSUPP.number()) {
            throw new UnsupportedException(
                    what + ": this kernel can't call programs from its functions (" + Errno.describe(fd)
                            + "); it takes CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS, which is there since 5.5, on aarch64 since 6.4;"
                            + " a kprobe or kretprobe does without",
                    -fd);
        }
        throw new SystemCallException(what + ": " + Errno.describe(fd), -fd);
    }

    @Override
    public String toString() {
        return "raw_tp/" + name;
    }
}

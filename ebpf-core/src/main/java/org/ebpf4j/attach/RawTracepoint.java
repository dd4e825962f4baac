// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * A kernel tracepoint with its arguments as they are, section {@code raw_tp} (since 4.17). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param name the tracepoint's name, such as {@code sched_switch}
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 6.10), 0 for none
 */
public record RawTracepoint(String name, long cookie) implements AttachTarget {
    /**
     * A tracepoint.
     *
     * @param name its name
     * @return the target
     */
    public static RawTracepoint at(String name) {
        return new RawTracepoint(name, 0);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public RawTracepoint withCookie(long number) {
        return new RawTracepoint(name, number);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        return open(kernel, program, programFd, this, name, cookie);
    }

    /** The name is null where the program knows what it was loaded for. */
    static Link open(
            Kernel kernel, String program, int programFd, AttachTarget target, @Nullable String name, long cookie) {
        int fd = kernel.rawTracepointOpen(name, programFd, cookie);
        if (fd >= 0) {
            return new Link(kernel, target, fd);
        }
        String what = AttachFailure.what(program, target);
        if (fd == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": this kernel has no such tracepoint");
        }
        if (cookie != 0 && fd == -Errno.EINVAL.number()) {
            throw AttachFailure.withoutCookies(what, fd, "6.10");
        }
        if (fd == -Errno.ENOTSUPP.number()) {
            throw new UnsupportedException(
                    what + ": this kernel can't call programs from its functions (" + Errno.describe(fd)
                            + "); it takes CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS, which is there since 5.5, on aarch64 since 6.4;"
                            + " a kprobe or kretprobe does without",
                    -fd);
        }
        throw AttachFailure.of(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    @Override
    public String toString() {
        return "raw_tp/" + name;
    }
}

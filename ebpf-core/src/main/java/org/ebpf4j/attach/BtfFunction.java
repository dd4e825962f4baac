// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.BusyException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * A function that the program was loaded for by BTF: sections {@code fentry}, {@code fexit} and {@code fmod_ret} (since 5.5, on aarch64 since 6.4) for one
 * of the kernel, of a module (since 5.11) or of another program, {@code lsm} for security hooks (since 5.7), {@code freplace} for a function of
 * another program that is replaced (since 5.6), {@code fsession} for entry and return (since 7.0). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param section which of them, such as {@code fentry}
 * @param function the function's or hook's name
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.19), 0 for none
 */
public record BtfFunction(String section, String function, long cookie) implements AttachTarget {
    /**
     * A function or hook.
     *
     * @param section which kind of program, such as {@code fentry}
     * @param function its name
     * @return the target
     */
    public static BtfFunction at(String section, String function) {
        return new BtfFunction(section, function, 0);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public BtfFunction withCookie(long number) {
        return new BtfFunction(section, function, number);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        if (section.equals("freplace") && cookie == 0) {
            return replace(kernel, program, programFd);
        }
        if (cookie == 0) {
            return RawTracepoint.open(kernel, program, programFd, this, null, 0);
        }
        LinkDetails details = new LinkDetails.Tracing(0, cookie);
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, type().number(), 0, details));
        if (fd >= 0) {
            return new Link(kernel, this, fd);
        }
        String what = AttachFailure.what(program, this);
        throw fd == -Errno.EINVAL.number()
                ? AttachFailure.withoutCookies(what, fd, "5.19")
                : AttachFailure.of(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    /** The kernel forgets what such a program was loaded for once it is attached: EINVAL says so since 5.13, before ENOENT. */
    private Link replace(Kernel kernel, String program, int programFd) {
        int fd = kernel.rawTracepointOpen(null, programFd, 0);
        if (fd >= 0) {
            return new Link(kernel, this, fd);
        }
        String what = AttachFailure.what(program, this);
        throw fd == -Errno.EINVAL.number() || fd == -Errno.ENOENT.number()
                ? new BusyException(
                        what + ": it was attached before (" + Errno.describe(fd)
                                + "); name the program again that has the function,"
                                + " with attach(PROGRAM, \"" + function + "\")",
                        -fd)
                : AttachFailure.of(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    private AttachType type() {
        return switch (section) {
            case "fentry" -> AttachType.TRACE_FENTRY;
            case "fexit" -> AttachType.TRACE_FEXIT;
            case "fmod_ret" -> AttachType.MODIFY_RETURN;
            case "fsession" -> AttachType.TRACE_FSESSION;
            case "lsm" -> AttachType.LSM_MAC;
            default ->
                throw new UnsupportedException(
                        section + " is no kind of program that is attached to functions by BTF, such as fentry", 0);
        };
    }

    @Override
    public String toString() {
        return section + "/" + function;
    }
}

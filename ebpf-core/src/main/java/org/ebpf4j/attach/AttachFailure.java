// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.Objects;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/** What an errno means where every kind of target takes it to mean the same. */
final class AttachFailure {
    private AttachFailure() {}

    static String what(String program, AttachTarget target) {
        return "program " + program + " can't be attached to " + target;
    }

    static BpfException of(Kernel kernel, String what, int result, Capability... needed) {
        if (Errno.isRefusal(result)) {
            return Capabilities.refused(kernel, what, result, needed);
        }
        Errno errno = Errno.of(result);
        if (errno == null) {
            return new SystemCallException(what + ": " + Errno.describe(result), -result);
        }
        return switch (Objects.requireNonNull(errno)) {
            case EBUSY, EEXIST ->
                new BusyException(
                        what + ": another program is attached there (" + Errno.describe(result)
                                + "); detach that first",
                        -result);
            case E2BIG ->
                new UnsupportedException(
                        what + ": this kernel does not know all that is asked of it (" + Errno.describe(result)
                                + "); run a newer one, or ask for less",
                        -result);
            case EOPNOTSUPP, ENOTSUPP ->
                new UnsupportedException(
                        what + ": this kernel can't do that (" + Errno.describe(result)
                                + "); run one that is built for it",
                        -result);
            default -> new SystemCallException(what + ": " + Errno.describe(result), -result);
        };
    }

    /** For {@code EINVAL} where there was a cookie, and what was asked for would have been taken without. */
    static UnsupportedException withoutCookies(String what, int result, String since) {
        return new UnsupportedException(
                what + ": this kernel can't give the program a cookie there (" + Errno.describe(result)
                        + "); it takes Linux " + since + " or later, or attach it without",
                -result);
    }

    /** As {@link #of}, where {@code EINVAL} is what kernels answer that have no links of the kind. */
    static BpfException ofLink(Kernel kernel, String what, int result, String since, Capability... needed) {
        return result == -Errno.EINVAL.number()
                ? new UnsupportedException(
                        what + ": the kernel does not take it (EINVAL (22)); it takes Linux " + since
                                + " or later that is built for it, and a program of the right section",
                        -result)
                : of(kernel, what, result, needed);
    }
}

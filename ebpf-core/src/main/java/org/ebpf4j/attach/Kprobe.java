// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;

/**
 * A function of the kernel, section {@code kprobe/FUNCTION} or {@code kprobe/FUNCTION+OFFSET}, and {@code kretprobe} for its return (by perf
 * event since 4.17, by tracefs before). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param function its name, as {@code /proc/kallsyms} has it
 * @param offset bytes from its start, 0 for its entry
 * @param onReturn whether the program runs when the function returns
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.15), 0 for none
 */
public record Kprobe(String function, long offset, boolean onReturn, long cookie) implements AttachTarget {
    /**
     * Where a function begins.
     *
     * @param function its name
     * @return the target
     */
    public static Kprobe at(String function) {
        return new Kprobe(function, 0, false, 0);
    }

    /**
     * The same, when the function returns.
     *
     * @return a target
     */
    public Kprobe returning() {
        return new Kprobe(function, offset, true, cookie);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public Kprobe withCookie(long number) {
        return new Kprobe(function, offset, onReturn, number);
    }

    static Kprobe parse(String section, String target, boolean onReturn) {
        int plus = target.indexOf('+');
        String function = plus < 0 ? target : target.substring(0, plus);
        try {
            long offset = plus < 0 ? 0 : Long.decode(target.substring(plus + 1));
            if (!function.isEmpty() && offset >= 0 && (offset == 0 || !onReturn)) {
                return new Kprobe(function, offset, onReturn, 0);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new MalformedObjectException(
                "section " + section
                        + " does not name a place; write SEC(\"kprobe/FUNCTION\"), SEC(\"kprobe/FUNCTION+OFFSET\") or SEC(\"kretprobe/FUNCTION\")");
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        return attach(kernel, what, this, programFd);
    }

    Link attach(Kernel kernel, String what, AttachTarget target, int programFd) {
        PerfProbe probe = new PerfProbe(kernel, "kprobe");
        int type = probe.type();
        if (type < 0) {
            return TracefsProbe.kprobe(kernel, function, offset, onReturn)
                    .attach(target, what, programFd, -1, cookie, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        Attachment attachment = new Attachment(kernel, what);
        int result = attachment.event(probe.open(type, function, offset, onReturn, -1), programFd, cookie);
        if (result < 0) {
            throw failed(kernel, what, result);
        }
        return attachment.done(target);
    }

    private BpfException failed(Kernel kernel, String what, int result) {
        Errno errno = Errno.of(result);
        if (errno == Errno.ENOENT) {
            return new NotFoundException(
                    what + ": this kernel has no function " + function + "; look for it in /proc/kallsyms");
        }
        if (errno == Errno.EINVAL || errno == Errno.EILSEQ || errno == Errno.ERANGE) {
            return new UnsupportedException(
                    what + ": the kernel does not let that place be probed (" + Errno.describe(result)
                            + "); choose another function or offset",
                    -result);
        }
        return AttachFailure.of(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
    }

    @Override
    public String toString() {
        return (onReturn ? "kretprobe/" : "kprobe/") + function + (offset == 0 ? "" : "+" + offset);
    }
}

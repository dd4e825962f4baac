// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.List;
import java.util.Map;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/**
 * Many functions of the kernel at once, section {@code kprobe.multi/PATTERN}, {@code kretprobe.multi} for their returns, {@code kprobe.session}
 * for both (since 5.18, sessions since 6.10). Takes CAP_BPF and CAP_PERFMON, and for a pattern read access to tracefs.
 *
 * @param pattern the functions' names, with {@code *} for any characters and {@code ?} for one
 * @param onReturn whether the program runs when the functions return
 * @param session whether it runs at both, and decides at the entry about the return
 * @param cookies what {@code bpf_get_attach_cookie} gives the program, by the functions' names; 0 for one that is not in it
 */
public record KprobeMulti(String pattern, boolean onReturn, boolean session, Map<String, Long> cookies)
        implements AttachTarget {
    private static final int BPF_F_KPROBE_MULTI_RETURN = 1;

    /**
     * Keeps a copy of the cookies.
     *
     * @param pattern the functions' names
     * @param onReturn whether the program runs when they return
     * @param session whether it runs at both
     * @param cookies the program's numbers
     */
    public KprobeMulti {
        cookies = Map.copyOf(cookies);
    }

    /**
     * Where functions begin.
     *
     * @param pattern their names
     * @return the target
     */
    public static KprobeMulti at(String pattern) {
        return new KprobeMulti(pattern, false, false, Map.of());
    }

    /**
     * The same, when the functions return.
     *
     * @return a target
     */
    public KprobeMulti returning() {
        return new KprobeMulti(pattern, true, session, cookies);
    }

    /**
     * The same, at the beginning and at the return: the program says at the beginning whether it wants to see the return, by returning 0, and knows
     * which it is by {@code bpf_session_is_return}. It must be of section {@code kprobe.session}.
     *
     * @return a target
     */
    public KprobeMulti inSession() {
        return new KprobeMulti(pattern, false, true, cookies);
    }

    /**
     * The same, with numbers that the program can ask for.
     *
     * @param numbers by the functions' names; each must be one that the pattern finds
     * @return a target
     */
    public KprobeMulti withCookies(Map<String, Long> numbers) {
        return new KprobeMulti(pattern, onReturn, session, numbers);
    }

    static KprobeMulti parse(String section, String kind, String target) {
        if (target.isEmpty()) {
            throw new MalformedObjectException(
                    "section " + section + " does not name functions; write SEC(\"" + kind + "/PATTERN\")");
        }
        return new KprobeMulti(target, kind.startsWith("kretprobe"), kind.contains("session"), Map.of());
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        List<String> functions = functions(kernel, what);
        LinkDetails details = new LinkDetails.KprobeMulti(
                functions, FunctionCookies.of(what, cookies, functions), onReturn ? BPF_F_KPROBE_MULTI_RETURN : 0);
        AttachType type = session ? AttachType.TRACE_KPROBE_SESSION : AttachType.TRACE_KPROBE_MULTI;
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, type.number(), 0, details));
        if (fd == -Errno.ESRCH.number() || fd == -Errno.ENOENT.number()) {
            throw new NotFoundException(what + ": this kernel has no such function that can be probed");
        }
        if (fd < 0) {
            throw AttachFailure.ofLink(kernel, what, fd, type.since(), Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, fd);
    }

    private List<String> functions(Kernel kernel, String what) {
        NamePattern names = new NamePattern(pattern);
        return names.isPlain() ? List.of(pattern) : TraceableFunctions.fitting(kernel, what, names);
    }

    @Override
    public String toString() {
        return (session ? "kprobe.session/" : onReturn ? "kretprobe.multi/" : "kprobe.multi/") + pattern;
    }
}

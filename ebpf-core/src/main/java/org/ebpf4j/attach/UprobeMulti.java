// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.Iterator;
import java.util.LinkedHashMap;
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
 * Many functions of one executable or shared library at once, section {@code uprobe.multi/FILE:PATTERN}, {@code uretprobe.multi} for their
 * returns, {@code uprobe.session} for both (since 6.6, sessions since 6.13). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param binary an absolute path, or a name such as {@code libc.so.6}, looked for as {@link Uprobe} does
 * @param pattern the functions' names, with {@code *} for any characters and {@code ?} for one
 * @param onReturn whether the program runs when the functions return
 * @param session whether it runs at both, and decides at the entry about the return
 * @param pid the process, -1 for all
 * @param cookies what {@code bpf_get_attach_cookie} gives the program, by the functions' names; 0 for one that is not in it
 */
public record UprobeMulti(
        String binary, String pattern, boolean onReturn, boolean session, int pid, Map<String, Long> cookies)
        implements AttachTarget {
    private static final int BPF_F_UPROBE_MULTI_RETURN = 1;

    /** The kernel takes no more ({@code MAX_UPROBE_MULTI_CNT}). */
    private static final int MOST = 1 << 20;

    /**
     * Keeps a copy of the cookies.
     *
     * @param binary path or name of the file
     * @param pattern the functions' names
     * @param onReturn whether the program runs when they return
     * @param session whether it runs at both
     * @param pid the process, -1 for all
     * @param cookies the program's numbers
     */
    public UprobeMulti {
        cookies = Map.copyOf(cookies);
    }

    /**
     * Where functions begin, in any process.
     *
     * @param binary path or name of the file
     * @param pattern the functions' names
     * @return the target
     */
    public static UprobeMulti at(String binary, String pattern) {
        return new UprobeMulti(binary, pattern, false, false, -1, Map.of());
    }

    /**
     * The same, when the functions return.
     *
     * @return a target
     */
    public UprobeMulti returning() {
        return new UprobeMulti(binary, pattern, true, session, pid, cookies);
    }

    /**
     * The same in one process only.
     *
     * @param process its id
     * @return a target
     */
    public UprobeMulti inProcess(int process) {
        return new UprobeMulti(binary, pattern, onReturn, session, process, cookies);
    }

    /**
     * The same in this process only.
     *
     * @return a target
     */
    public UprobeMulti inThisProcess() {
        return inProcess((int) ProcessHandle.current().pid());
    }

    /**
     * The same, at the beginning and at the return: the program says at the beginning whether it wants to see the return, by returning 0, and knows
     * which it is by {@code bpf_session_is_return}. It must be of section {@code uprobe.session}.
     *
     * @return a target
     */
    public UprobeMulti inSession() {
        return new UprobeMulti(binary, pattern, false, true, pid, cookies);
    }

    /**
     * The same, with numbers that the program can ask for.
     *
     * @param numbers by the functions' names; each must be one that the pattern finds
     * @return a target
     */
    public UprobeMulti withCookies(Map<String, Long> numbers) {
        return new UprobeMulti(binary, pattern, onReturn, session, pid, numbers);
    }

    static UprobeMulti parse(String section, String kind, String target) {
        int colon = target.lastIndexOf(':');
        if (colon <= 0 || colon == target.length() - 1) {
            throw new MalformedObjectException(
                    "section " + section + " does not name functions; write SEC(\"" + kind + "/FILE:PATTERN\")");
        }
        return new UprobeMulti(
                Binary.ofSection(target.substring(0, colon)),
                target.substring(colon + 1),
                kind.startsWith("uretprobe"),
                kind.contains("session"),
                -1,
                Map.of());
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        Binary file =
                Binary.find(kernel, what, binary, pid == ProcessHandle.current().pid() ? 0 : pid);
        Map<Long, Long> places = places(what, file);
        LinkDetails details = new LinkDetails.UprobeMulti(
                file.path(),
                List.copyOf(places.keySet()),
                List.of(),
                cookies.isEmpty() ? List.of() : List.copyOf(places.values()),
                onReturn ? BPF_F_UPROBE_MULTI_RETURN : 0,
                Math.max(pid, 0));
        AttachType type = session ? AttachType.TRACE_UPROBE_SESSION : AttachType.TRACE_UPROBE_MULTI;
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, type.number(), 0, details));
        if (fd == -Errno.ESRCH.number()) {
            throw new NotFoundException(what + ": there is no such process");
        }
        if (fd < 0) {
            throw AttachFailure.ofLink(kernel, what, fd, type.since(), Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, fd);
    }

    /** Offsets with their cookies. Two names of one function are one place, with the cookie of the name that has one. */
    private Map<Long, Long> places(String what, Binary file) {
        Map<String, Long> functions = functions(what, file);
        Iterator<Long> numbers =
                FunctionCookies.of(what, cookies, functions.keySet()).iterator();
        Map<Long, Long> places = new LinkedHashMap<>();
        for (long offset : functions.values()) {
            places.merge(offset, numbers.hasNext() ? numbers.next() : 0L, (one, two) -> one != 0 ? one : two);
        }
        if (places.size() > MOST) {
            throw new IllegalArgumentException(
                    what + ": the pattern fits " + places.size() + " functions; choose fewer");
        }
        return places;
    }

    private Map<String, Long> functions(String what, Binary file) {
        NamePattern names = new NamePattern(pattern);
        if (names.isPlain()) {
            return Map.of(pattern, file.executable().offset(pattern));
        }
        Map<String, Long> found = file.executable().offsets(names);
        if (found.isEmpty()) {
            throw new NotFoundException(
                    what + ": " + file.path() + " has no function of that pattern; look with nm -D");
        }
        return found;
    }

    @Override
    public String toString() {
        String kind = session ? "uprobe.session/" : onReturn ? "uretprobe.multi/" : "uprobe.multi/";
        return kind + binary + ":" + pattern + (pid < 0 ? "" : " of process " + pid);
    }
}

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
 * Many functions of one executable or shared library at once, section {@code uprobe.multi/FILE:PATTERN}, {@code uretprobe.multi} for their
 * returns, {@code uprobe.session} for both (since 6.6, sessions since 6.13). Takes CAP_BPF and CAP_PERFMON.
 *
 * @param binary an absolute path, or a name such as {@code libc.so.6}, looked for as {@link Uprobe} does
 * @param pattern the functions' names, with {@code *} for any characters and {@code ?} for one
 * @param onReturn whether the program runs when the functions return
 * @param session whether it runs at both, and decides at the entry about the return
 * @param pid the process, -1 for all
 */
public record UprobeMulti(String binary, String pattern, boolean onReturn, boolean session, int pid)
        implements AttachTarget {
    private static final int BPF_F_UPROBE_MULTI_RETURN = 1;

    /** The kernel takes no more ({@code MAX_UPROBE_MULTI_CNT}). */
    private static final int MOST = 1 << 20;

    /**
     * Where functions begin, in any process.
     *
     * @param binary path or name of the file
     * @param pattern the functions' names
     * @return the target
     */
    public static UprobeMulti at(String binary, String pattern) {
        return new UprobeMulti(binary, pattern, false, false, -1);
    }

    /**
     * The same, when the functions return.
     *
     * @return a target
     */
    public UprobeMulti returning() {
        return new UprobeMulti(binary, pattern, true, session, pid);
    }

    /**
     * The same in one process only.
     *
     * @param process its id
     * @return a target
     */
    public UprobeMulti inProcess(int process) {
        return new UprobeMulti(binary, pattern, onReturn, session, process);
    }

    /**
     * The same in this process only.
     *
     * @return a target
     */
    public UprobeMulti inThisProcess() {
        return inProcess((int) ProcessHandle.current().pid());
    }

    static UprobeMulti parse(String section, String kind, String target) {
        int colon = target.lastIndexOf(':');
        if (colon <= 0 || colon == target.length() - 1) {
            throw new MalformedObjectException(
                    "section " + section + " does not name functions; write SEC(\"" + kind + "/FILE:PATTERN\")");
        }
        String file = target.substring(0, colon);
        return new UprobeMulti(
                file.contains("/") && !file.startsWith("/") ? "/" + file : file,
                target.substring(colon + 1),
                kind.startsWith("uretprobe"),
                kind.contains("session"),
                -1);
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        Binary file =
                Binary.find(kernel, what, binary, pid == ProcessHandle.current().pid() ? 0 : pid);
        List<Long> offsets = offsets(what, file);
        LinkDetails details = new LinkDetails.UprobeMulti(
                file.path(), offsets, List.of(), List.of(), onReturn ? BPF_F_UPROBE_MULTI_RETURN : 0, Math.max(pid, 0));
        AttachType type = session ? AttachType.TRACE_UPROBE_SESSION : AttachType.TRACE_UPROBE_MULTI;
        int fd = kernel.linkCreate(new LinkCreate(programFd, 0, type.number(), 0, details));
        if (fd == -Errno.ESRCH.number()) {
            throw new NotFoundException(what + ": there is no such process");
        }
        if (fd < 0) {
            throw AttachFailure.ofLink(
                    kernel, what, fd, session ? "6.13" : "6.6", Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return new Link(kernel, this, fd);
    }

    private List<Long> offsets(String what, Binary file) {
        NamePattern names = new NamePattern(pattern);
        if (names.isPlain()) {
            return List.of(file.executable().offset(pattern));
        }
        Map<String, Long> found = file.executable().offsets(names);
        // Two names of one function are one place.
        List<Long> offsets = found.values().stream().distinct().toList();
        if (offsets.isEmpty()) {
            throw new NotFoundException(
                    what + ": " + file.path() + " has no function of that pattern; look with nm -D");
        }
        if (offsets.size() > MOST) {
            throw new IllegalArgumentException(
                    what + ": the pattern fits " + offsets.size() + " functions; choose fewer");
        }
        return offsets;
    }

    @Override
    public String toString() {
        String kind = session ? "uprobe.session/" : onReturn ? "uretprobe.multi/" : "uprobe.multi/";
        return kind + binary + ":" + pattern + (pid < 0 ? "" : " of process " + pid);
    }
}

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
 * A place in an executable or shared library, section {@code uprobe/FILE:FUNCTION}, {@code uprobe/FILE:FUNCTION+OFFSET} or
 * {@code uprobe/FILE:OFFSET}, and {@code uretprobe} for the function's return (by perf event since 4.17, by tracefs before). Takes CAP_BPF,
 * CAP_PERFMON and, on kernels patched in 2025 or later, CAP_SYS_ADMIN; {@link UprobeMulti} takes the first two only.
 *
 * @param binary an absolute path, or a name such as {@code libc.so.6}: looked for among what the process has mapped, then in the usual
 *     directories
 * @param function the symbol's name, empty where the offset is all
 * @param offset bytes from the function's start, or from the file's start where there is no function
 * @param onReturn whether the program runs when the function returns
 * @param pid the process, -1 for all
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.15), 0 for none
 */
public record Uprobe(String binary, String function, long offset, boolean onReturn, int pid, long cookie)
        implements AttachTarget {
    /**
     * Where a function begins, in any process.
     *
     * @param binary path or name of the file
     * @param function the symbol's name
     * @return the target
     */
    public static Uprobe at(String binary, String function) {
        return new Uprobe(binary, function, 0, false, -1, 0);
    }

    /**
     * An instruction, in any process.
     *
     * @param binary path or name of the file
     * @param offset bytes from its start
     * @return the target
     */
    public static Uprobe atOffset(String binary, long offset) {
        return new Uprobe(binary, "", offset, false, -1, 0);
    }

    /**
     * The same, when the function returns.
     *
     * @return a target
     */
    public Uprobe returning() {
        return new Uprobe(binary, function, offset, true, pid, cookie);
    }

    /**
     * The same in one process only.
     *
     * @param process its id
     * @return a target
     */
    public Uprobe inProcess(int process) {
        return new Uprobe(binary, function, offset, onReturn, process, cookie);
    }

    /**
     * The same in this process only.
     *
     * @return a target
     */
    public Uprobe inThisProcess() {
        return inProcess((int) ProcessHandle.current().pid());
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public Uprobe withCookie(long number) {
        return new Uprobe(binary, function, offset, onReturn, pid, number);
    }

    static Uprobe parse(String section, String target, boolean onReturn) {
        int colon = target.lastIndexOf(':');
        String place = target.substring(colon + 1);
        if (colon <= 0 || place.isEmpty()) {
            throw new MalformedObjectException(
                    "section " + section + " does not name a place; write SEC(\"uprobe/FILE:FUNCTION\")");
        }
        String file = target.substring(0, colon);
        boolean plain = Character.isDigit(place.charAt(0));
        int plus = plain ? -1 : place.indexOf('+');
        try {
            long offset = plain ? Long.decode(place) : plus < 0 ? 0 : Long.decode(place.substring(plus + 1));
            String function = plain ? "" : plus < 0 ? place : place.substring(0, plus);
            if (offset >= 0) {
                return new Uprobe(Binary.ofSection(file), function, offset, onReturn, -1, 0);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new MalformedObjectException("section " + section + " has no offset that is a number from 0");
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        Binary file =
                Binary.find(kernel, what, binary, pid == ProcessHandle.current().pid() ? 0 : pid);
        long place = function.isEmpty() ? offset : file.executable().offset(function) + offset;
        PerfProbe probe = new PerfProbe(kernel, "uprobe");
        int type = probe.type();
        if (type < 0) {
            return TracefsProbe.uprobe(kernel, file.path(), place, onReturn, pid)
                    .attach(
                            this,
                            what,
                            programFd,
                            pid,
                            cookie,
                            Capability.CAP_BPF,
                            Capability.CAP_PERFMON,
                            Capability.CAP_SYS_ADMIN);
        }
        Attachment attachment = new Attachment(kernel, what);
        int result = attachment.event(probe.open(type, file.path(), place, onReturn, pid), programFd, cookie);
        if (result < 0) {
            throw failed(kernel, what, file.path(), result);
        }
        return attachment.done(this);
    }

    static BpfException failed(Kernel kernel, String what, String path, int result) {
        Errno errno = Errno.of(result);
        if (errno == Errno.ENOENT) {
            return new NotFoundException(what + ": there is no file " + path);
        }
        if (errno == Errno.ESRCH) {
            return new NotFoundException(what + ": there is no such process");
        }
        if (errno == Errno.ENOTSUPP || errno == Errno.EILSEQ) {
            return new UnsupportedException(
                    what + ": no probe can replace the instruction there (" + Errno.describe(result)
                            + "); choose another offset",
                    -result);
        }
        return AttachFailure.of(
                kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON, Capability.CAP_SYS_ADMIN);
    }

    @Override
    public String toString() {
        String place =
                function.isEmpty() ? "0x" + Long.toHexString(offset) : offset == 0 ? function : function + "+" + offset;
        return (onReturn ? "uretprobe/" : "uprobe/") + binary + ":" + place + (pid < 0 ? "" : " of process " + pid);
    }
}

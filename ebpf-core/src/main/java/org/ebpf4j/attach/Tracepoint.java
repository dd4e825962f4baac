// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.PerfEvent;

/**
 * A kernel tracepoint as a perf event, section {@code tp} (since 4.7). Takes CAP_BPF and CAP_PERFMON, and read access to tracefs.
 *
 * @param category the tracepoint's group, such as {@code sched}
 * @param name the tracepoint's name, such as {@code sched_switch}
 * @param cookie what {@code bpf_get_attach_cookie} gives the program (since 5.15), 0 for none
 */
public record Tracepoint(String category, String name, long cookie) implements AttachTarget {
    private static final int PERF_TYPE_TRACEPOINT = 2;
    private static final String[] TRACEFS = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

    /**
     * A tracepoint.
     *
     * @param category its group
     * @param name its name
     * @return the target
     */
    public static Tracepoint at(String category, String name) {
        return new Tracepoint(category, name, 0);
    }

    /**
     * The same, with a number that the program can ask for.
     *
     * @param number what {@code bpf_get_attach_cookie} gives it; 0 for none
     * @return a target
     */
    public Tracepoint withCookie(long number) {
        return new Tracepoint(category, name, number);
    }

    static Tracepoint parse(String target) {
        int slash = target.indexOf('/');
        if (slash <= 0 || slash == target.length() - 1 || target.contains("..")) {
            throw new MalformedObjectException(
                    "section tp/" + target + " does not name a tracepoint; write SEC(\"tp/category/name\")");
        }
        return at(target.substring(0, slash), target.substring(slash + 1));
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = AttachFailure.what(program, this);
        // The program hangs on the tracepoint itself, whatever CPU the event names, so that one event serves all CPUs.
        PerfEvent event = new PerfEvent(PERF_TYPE_TRACEPOINT, id(kernel, what), 1, -1, 0);
        Attachment attachment = new Attachment(kernel, what);
        int result = attachment.event(kernel.perfEventOpen(event), programFd, cookie);
        if (result < 0) {
            throw AttachFailure.of(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return attachment.done(this);
    }

    private long id(Kernel kernel, String what) {
        for (String root : TRACEFS) {
            try (InputStream file = kernel.openFile(root + "/events/" + category + "/" + name + "/id")) {
                return Long.parseLong(new String(file.readAllBytes(), StandardCharsets.US_ASCII).strip());
            } catch (AccessDeniedException e) {
                throw Capabilities.refused(
                        kernel,
                        what + ": its id in " + root + " can't be read",
                        Errno.EACCES.number(),
                        Capability.CAP_DAC_READ_SEARCH);
            } catch (IOException | NumberFormatException e) {
                // Not mounted here, or no such tracepoint: the other place says the same, or knows it.
            }
        }
        throw new NotFoundException(what + ": there is no such tracepoint in " + TRACEFS[0]
                + "; look for it there, or mount it with mount -t tracefs tracefs " + TRACEFS[0]);
    }

    @Override
    public String toString() {
        return "tp/" + category + "/" + name;
    }
}

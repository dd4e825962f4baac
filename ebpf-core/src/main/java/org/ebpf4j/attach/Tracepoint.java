// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;
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
 */
public record Tracepoint(String category, String name) implements AttachTarget {
    private static final int PERF_TYPE_TRACEPOINT = 2;
    private static final String[] TRACEFS = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

    static Tracepoint parse(String target) {
        int slash = target.indexOf('/');
        if (slash <= 0 || slash == target.length() - 1 || target.contains("..")) {
            throw new MalformedObjectException(
                    "section tp/" + target + " does not name a tracepoint; write SEC(\"tp/category/name\")");
        }
        return new Tracepoint(target.substring(0, slash), target.substring(slash + 1));
    }

    @Override
    public Link attach(Kernel kernel, String program, int programFd) {
        String what = "program " + program + " can't be attached to " + this;
        // The program hangs on the tracepoint itself, whatever CPU the event names, so that one event serves all CPUs.
        int event = kernel.perfEventOpen(new PerfEvent(PERF_TYPE_TRACEPOINT, id(kernel, what), 1, -1, 0));
        if (event < 0) {
            throw failed(kernel, what, event);
        }
        int link = kernel.perfEventAttach(event, programFd, 0);
        if (link < 0) {
            kernel.close(event);
            throw failed(kernel, what, link);
        }
        return link == 0 ? new Link(kernel, this, event) : new Link(kernel, this, link, event);
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

    private static BpfException failed(Kernel kernel, String what, int result) {
        return Errno.isRefusal(result)
                ? Capabilities.refused(kernel, what, result, Capability.CAP_BPF, Capability.CAP_PERFMON)
                : new SystemCallException(what + ": " + Errno.describe(result), -result);
    }

    @Override
    public String toString() {
        return "tp/" + category + "/" + name;
    }
}

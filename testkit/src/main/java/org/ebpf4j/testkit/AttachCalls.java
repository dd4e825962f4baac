// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.kernel.PerfEvent;
import org.ebpf4j.kernel.ProgramLoad;
import org.jspecify.annotations.Nullable;

/** Attaching programs: raw tracepoints and perf events. Guarded by the kernel's lock. */
final class AttachCalls {
    private final Descriptors descriptors;
    private final ObjectIds ids;
    private final int[] possibleCpus;
    private final Set<String> missing = new HashSet<>();
    private final List<PerfEvent> events = new ArrayList<>();
    private final List<LinkCreate> requests = new ArrayList<>();
    private boolean perfLinks = true;

    AttachCalls(Descriptors descriptors, ObjectIds ids, int[] possibleCpus) {
        this.descriptors = descriptors;
        this.ids = ids;
        this.possibleCpus = possibleCpus;
    }

    void missingTracepoint(String name) {
        missing.add(name);
    }

    void perfLinks(boolean available) {
        perfLinks = available;
    }

    int rawTracepoint(@Nullable String name, int fd) {
        ProgramObject program = descriptors.get(fd, ProgramObject.class);
        if (program == null) {
            return descriptors.errno(fd);
        }
        int type = program.request().type();
        if (type == ProgramObject.TRACING) {
            ProgramLoad load = program.request();
            LinkFacts facts = LinkFacts.tracing(load.expectedAttachType(), load.attachBtfId());
            return name == null
                    ? link(program, facts, "BTF id " + load.attachBtfId(), List.of(program))
                    : -Errno.EINVAL.number();
        }
        if (type != ProgramObject.RAW_TRACEPOINT && type != ProgramObject.RAW_TRACEPOINT_WRITABLE) {
            return -Errno.EINVAL.number();
        }
        if (name == null) {
            return -Errno.EFAULT.number();
        }
        return missing.contains(name)
                ? -Errno.ENOENT.number()
                : link(program, LinkFacts.rawTracepoint(name), name, List.of(program));
    }

    int openPerfEvent(PerfEvent event) {
        if (event.pid() == -1 && event.cpu() == -1) {
            return -Errno.EINVAL.number();
        }
        if (event.cpu() != -1 && Arrays.stream(possibleCpus).noneMatch(cpu -> cpu == event.cpu())) {
            return -Errno.ENODEV.number();
        }
        events.add(event);
        return descriptors.open(new PerfEventObject(event));
    }

    int enablePerfEvent(int fd) {
        return descriptors.get(fd, PerfEventObject.class) == null ? descriptors.errno(fd) : 0;
    }

    int attachPerfEvent(int eventFd, int programFd, long cookie) {
        PerfEventObject event = descriptors.get(eventFd, PerfEventObject.class);
        if (event == null) {
            return descriptors.errno(eventFd);
        }
        ProgramObject program = descriptors.get(programFd, ProgramObject.class);
        if (program == null) {
            return descriptors.errno(programFd);
        }
        int type = program.request().type();
        if (type != ProgramObject.TRACEPOINT && type != ProgramObject.KPROBE && type != ProgramObject.PERF_EVENT) {
            return -Errno.EINVAL.number();
        }
        if (perfLinks) {
            return link(program, LinkFacts.perfEvent(event.request()), event.describe(), List.of(program, event));
        }
        if (cookie != 0) {
            return -Errno.EINVAL.number();
        }
        return event.bind(program) ? 0 : -Errno.EEXIST.number();
    }

    int link(LinkCreate request) {
        ProgramObject program = descriptors.get(request.programFd(), ProgramObject.class);
        if (program == null) {
            return descriptors.errno(request.programFd());
        }
        if (request.details() instanceof LinkDetails.PerfEvent event) {
            return perfLinks
                    ? attachPerfEvent(request.target(), request.programFd(), event.cookie())
                    : -Errno.EINVAL.number();
        }
        int expected = program.request().expectedAttachType();
        if (expected != 0 && expected != request.attachType()) {
            return -Errno.EINVAL.number();
        }
        if (request.details() instanceof LinkDetails.UprobeMulti multi) {
            if (multi.pid() < 0) {
                return -Errno.EINVAL.number();
            }
            if (multi.path().endsWith("/")) {
                // A directory.
                return -Errno.EBADF.number();
            }
        }
        requests.add(request);
        String target = "attach type " + request.attachType() + " target " + request.target();
        return link(program, LinkFacts.of(request), target, List.of(program));
    }

    int update(int linkFd, int programFd) {
        LinkObject link = descriptors.get(linkFd, LinkObject.class);
        if (link == null) {
            return descriptors.errno(linkFd);
        }
        ProgramObject program = descriptors.get(programFd, ProgramObject.class);
        return program == null ? descriptors.errno(programFd) : link.update(program);
    }

    /** What perf events were asked for, oldest first. */
    List<PerfEvent> events() {
        return List.copyOf(events);
    }

    /** What links were asked for by {@code linkCreate}, oldest first. */
    List<LinkCreate> requests() {
        return List.copyOf(requests);
    }

    private int link(ProgramObject program, LinkFacts facts, String target, List<KernelObject> held) {
        LinkObject link = new LinkObject(program, facts, target, held);
        ids.give(link);
        return descriptors.open(link);
    }
}

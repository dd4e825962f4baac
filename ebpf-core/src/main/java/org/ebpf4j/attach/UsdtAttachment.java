// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.BpfException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.elf.ExecutableFile;
import org.ebpf4j.elf.UsdtProbe;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkCreate;
import org.ebpf4j.kernel.LinkDetails;
import org.ebpf4j.spec.AttachType;

/** One program on its way to all places of one probe: what was taken so far, to be given back at the link's end or where it fails. */
final class UsdtAttachment {
    /** A place in the file, its semaphore or 0, and the entry of its spec. */
    private record Place(long offset, long semaphore, int id) {}

    private final Usdt target;
    private final LoadedProgram program;
    private final Kernel kernel;
    private final String what;
    private final String path;
    private final List<UsdtSpec> specs = new ArrayList<>();
    private final List<Long> addresses = new ArrayList<>();

    UsdtAttachment(Usdt target, LoadedProgram program, String what, String path) {
        this.target = target;
        this.program = program;
        this.kernel = program.kernel();
        this.what = what;
        this.path = path;
    }

    Link attach(ExecutableFile file, List<UsdtProbe> probes) {
        boolean complete = false;
        try {
            UsdtSyntax syntax = UsdtSyntax.of(what, file.machine());
            List<Place> places = new ArrayList<>();
            for (UsdtProbe probe : probes) {
                places.add(place(file, probe, syntax));
            }
            Link link = program.attachType() == AttachType.TRACE_UPROBE_MULTI.number() ? many(places) : each(places);
            complete = true;
            return link;
        } finally {
            if (!complete) {
                release();
            }
        }
    }

    private Place place(ExecutableFile file, UsdtProbe probe, UsdtSyntax syntax) {
        UsdtSpec spec = new UsdtSpec(syntax.parse(what, probe), target.cookie());
        long offset = file.offset(probe);
        long semaphore = probe.semaphoreAddress() == 0 ? 0 : file.semaphoreOffset(probe);
        int id = program.usdtSpecs().take(what, spec);
        specs.add(spec);
        if (program.usdtSpecs().byAddress()) {
            for (long address : file.isMovable() ? mapped(offset) : List.of(probe.address())) {
                program.usdtSpecs().bind(what, address, id);
                addresses.add(address);
            }
        }
        return new Place(offset, semaphore, id);
    }

    /** Where a place of a file that is mapped anywhere is in the process. */
    private List<Long> mapped(long offset) {
        if (target.pid() < 0) {
            throw new UnsupportedException(
                    what
                            + ": kernels before 5.15 know probes of libraries and position-independent executables in one process only; say"
                            + " in which, by inProcess",
                    0);
        }
        String root = "/proc/" + target.pid() + "/root";
        String own = path.startsWith(root) ? path.substring(root.length()) : path;
        List<Long> found = new ArrayList<>();
        for (ProcessMapping mapping : ProcessMapping.of(kernel, target.processToLookAt())) {
            if (mapping.executable() && mapping.path().equals(own)) {
                long address = mapping.start() + offset - mapping.offset();
                if (offset >= mapping.offset() && Long.compareUnsigned(address, mapping.end()) < 0) {
                    found.add(address);
                }
            }
        }
        if (found.isEmpty()) {
            throw new NotFoundException(what + ": the process has not mapped " + own
                    + "; wait until it has, and name the file as /proc/" + target.pid() + "/maps does");
        }
        return found;
    }

    private Link many(List<Place> places) {
        List<Long> semaphores = places.stream().map(Place::semaphore).toList();
        LinkDetails details = new LinkDetails.UprobeMulti(
                path,
                places.stream().map(Place::offset).toList(),
                semaphores.stream().allMatch(semaphore -> semaphore == 0) ? List.of() : semaphores,
                places.stream().map(place -> (long) place.id()).toList(),
                0,
                Math.max(target.pid(), 0));
        int fd = kernel.linkCreate(new LinkCreate(program.fd(), 0, AttachType.TRACE_UPROBE_MULTI.number(), 0, details));
        if (fd == -Errno.ESRCH.number()) {
            throw new NotFoundException(what + ": there is no such process");
        }
        if (fd < 0) {
            throw AttachFailure.of(kernel, what, fd, Capability.CAP_BPF, Capability.CAP_PERFMON);
        }
        return Link.of(kernel, target, List.of(fd), this::release);
    }

    private Link each(List<Place> places) {
        PerfProbe probe = new PerfProbe(kernel, "uprobe");
        int type = probe.type();
        if (type < 0) {
            throw new UnsupportedException(
                    what
                            + ": this kernel has no uprobes as perf events; it takes Linux 4.17 or later with CONFIG_UPROBE_EVENTS",
                    0);
        }
        Attachment attachment = new Attachment(kernel, what);
        boolean complete = false;
        try {
            for (Place place : places) {
                check(place, probe);
                int event = probe.openCounting(type, path, place.offset(), place.semaphore(), target.pid());
                int result = attachment.event(
                        event, program.fd(), program.usdtSpecs().byAddress() ? 0 : place.id());
                if (result < 0) {
                    throw failed(result);
                }
            }
            complete = true;
            return attachment.done(target, this::release);
        } finally {
            if (!complete) {
                attachment.undo();
            }
        }
    }

    private void check(Place place, PerfProbe probe) {
        if (place.semaphore() != 0 && !probe.hasCounters()) {
            throw new UnsupportedException(
                    what
                            + ": the probe has a semaphore, which kernels raise since Linux 4.20 only, and this one does not",
                    0);
        }
        if (place.semaphore() >= 1L << 32) {
            throw new UnsupportedException(
                    what + ": the probe's semaphore is over 4 GiB into the file, where perf events do not reach", 0);
        }
    }

    private BpfException failed(int result) {
        return Uprobe.failed(kernel, what, path, result);
    }

    private void release() {
        addresses.forEach(program.usdtSpecs()::unbind);
        specs.forEach(program.usdtSpecs()::release);
    }
}

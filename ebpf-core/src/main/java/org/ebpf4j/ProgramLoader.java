// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.List;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.SourceLine;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.relocate.LinkedProgram;
import org.ebpf4j.relocate.Missing;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;

/** Hands a linked program to the kernel, and turns a refusal into the exception that says why. */
final class ProgramLoader {
    private static final int FIRST_LOG = 64 << 10;
    /** The kernel takes logs of up to 1 GiB; no verdict needs this much. */
    private static final int LARGEST_LOG = 64 << 20;

    private final Kernel kernel;
    private final Features features;
    private final LockedMemory memory;
    private final String object;

    ProgramLoader(Kernel kernel, Features features, LockedMemory memory, String object) {
        this.kernel = kernel;
        this.features = features;
        this.memory = memory;
        this.object = object;
    }

    /** Returns the program's descriptor. The maps' descriptors are in the instructions already. */
    int load(
            ProgramSpec program,
            LinkedProgram linked,
            Instructions instructions,
            ObjectSpec spec,
            int btfFd,
            AttachPoint point,
            List<Integer> moduleFds) {
        ProgramLoad request = new ProgramLoad(
                KernelNames.of(program.name()),
                program.type().number(),
                point.attachType(),
                program.flags(),
                spec.license(),
                spec.kernelVersion(),
                instructions.bytes(),
                btfFd,
                linked.funcInfo().bytes(),
                linked.funcInfo().recordSize(),
                linked.lineInfo().bytes(),
                linked.lineInfo().recordSize(),
                point.typeId(),
                point.fd(),
                moduleFds);
        // Without a log first: writing one slows the verifier down, and nearly every program is accepted.
        int fd = memory.making(() -> kernel.programLoad(request, null));
        if (isDislike(fd) && program.attachTypeOptional() && program.expectedAttachType() != 0) {
            // The kernel may be older than the attach type, or than attach types (4.17); else it answers the same
            // again.
            int plain = kernel.programLoad(request.withoutAttachType(), null);
            fd = plain >= 0 ? plain : fd;
        }
        return fd >= 0 ? fd : again(program, linked, request, spec.btf(), fd);
    }

    private static boolean isDislike(int result) {
        return result == -Errno.EINVAL.number() || result == -Errno.E2BIG.number();
    }

    /** Loads once more, with a log large enough to say why not; what is accepted then was refused for a passing lack of something. */
    private int again(ProgramSpec program, LinkedProgram linked, ProgramLoad request, @Nullable Btf btf, int refusal) {
        String text = "";
        int errno = refusal;
        for (int size = FIRST_LOG; size <= LARGEST_LOG; ) {
            LoadLog log = new LoadLog(kernel, size, 1);
            int again = kernel.programLoad(request, log);
            if (again >= 0) {
                return again;
            }
            text = log.string();
            if (again != -Errno.ENOSPC.number()) {
                errno = again;
                break;
            }
            size = Math.max(size * 4, log.trueSize());
        }
        throw explain(program, linked, btf, errno, new VerifierLog(text));
    }

    private BpfException explain(
            ProgramSpec program, LinkedProgram linked, @Nullable Btf btf, int errno, VerifierLog log) {
        String what = object + ": program " + program.name() + " can't be loaded";
        boolean silent = log.text().isBlank();
        if (Errno.isRefusal(errno) && silent) {
            return Capabilities.refused(kernel, what, errno, Privileges.of(List.of(program)));
        }
        AttachType lacking = AttachTypeProbe.missing(kernel, program);
        if (lacking != null) {
            return new UnsupportedException(
                    what + ": this kernel has no programs of section " + program.section() + " (attach type " + lacking
                            + "); run Linux " + lacking.since() + " or later",
                    -errno);
        }
        if (NewerAtomics.areRefused(linked.instructions(), log)) {
            return new UnsupportedException(
                    what + ": this kernel has no atomic operation but to add without taking the old value ("
                            + Errno.describe(errno) + ": " + log.reason() + "); run Linux 5.12 or later",
                    Math.abs(errno));
        }
        Missing missing = log.missing(linked.missing());
        if (missing != null) {
            return new RelocationException(what + ": it needs " + missing);
        }
        if (errno == -Errno.EINVAL.number()
                && silent
                && features.program(program.type().number()) == Support.UNSUPPORTED) {
            return new UnsupportedException(
                    what + ": this kernel has no " + program.type() + " programs (EINVAL (22)); run a newer one",
                    -errno);
        }
        if (silent) {
            return new SystemCallException(what + ": " + Errno.describe(errno), Math.abs(errno));
        }
        return rejected(what + ": the verifier rejects it (" + Errno.describe(errno) + "): ", linked, btf, errno, log);
    }

    private static VerifierException rejected(
            String what, LinkedProgram linked, @Nullable Btf btf, int errno, VerifierLog log) {
        int slot = log.instruction();
        SourceLine source = slot < 0 || btf == null ? null : source(linked, slot, btf);
        String shown = log.instructionText();
        String place = slot < 0 ? "" : "; instruction " + slot + (shown.isEmpty() ? "" : ", " + shown);
        String line = source == null ? "" : " (" + source + (source.text().isEmpty() ? "" : ": " + source.text()) + ")";
        return new VerifierException(what + log.reason() + place + line, Math.abs(errno), log.text(), slot, source);
    }

    /** Damaged records about lines are no reason to hide the verifier's. */
    private static @Nullable SourceLine source(LinkedProgram linked, int slot, Btf btf) {
        try {
            return linked.source(slot, btf);
        } catch (MalformedObjectException e) {
            return null;
        }
    }
}

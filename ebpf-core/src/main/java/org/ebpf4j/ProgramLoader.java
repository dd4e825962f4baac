// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.util.List;
import org.ebpf4j.insn.Instructions;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LoadLog;
import org.ebpf4j.kernel.ProgramLoad;
import org.ebpf4j.kernel.Support;
import org.ebpf4j.relocate.LinkedProgram;
import org.ebpf4j.relocate.Missing;
import org.ebpf4j.spec.AttachType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;

/** Hands a linked program to the kernel, and turns a refusal into the exception that says why. */
final class ProgramLoader {
    private static final int FIRST_LOG = 64 << 10;
    /** The kernel takes logs of up to 1 GiB; no verdict needs this much. */
    private static final int LARGEST_LOG = 64 << 20;

    private final Kernel kernel;
    private final String object;

    ProgramLoader(Kernel kernel, String object) {
        this.kernel = kernel;
        this.object = object;
    }

    /** Returns the program's descriptor. The maps' descriptors are in the instructions already. */
    int load(
            ProgramSpec program,
            LinkedProgram linked,
            Instructions instructions,
            ObjectSpec spec,
            int btfFd,
            int attachTypeId) {
        ProgramLoad request = new ProgramLoad(
                KernelNames.of(program.name()),
                program.type().number(),
                program.expectedAttachType(),
                program.flags(),
                spec.license(),
                spec.kernelVersion(),
                instructions.bytes(),
                btfFd,
                linked.funcInfo().bytes(),
                linked.funcInfo().recordSize(),
                linked.lineInfo().bytes(),
                linked.lineInfo().recordSize(),
                attachTypeId,
                0);
        // Without a log first: writing one slows the verifier down, and nearly every program is accepted.
        int fd = kernel.programLoad(request, null);
        if (fd >= 0) {
            return fd;
        }
        throw explain(program, linked, request, fd);
    }

    private BpfException explain(ProgramSpec program, LinkedProgram linked, ProgramLoad request, int result) {
        String what = object + ": program " + program.name() + " can't be loaded";
        String text = "";
        int errno = result;
        for (int size = FIRST_LOG; size <= LARGEST_LOG; ) {
            LoadLog log = new LoadLog(kernel, size, 1);
            int again = kernel.programLoad(request, log);
            if (again >= 0) {
                // Refused a moment ago, accepted now: the first refusal was a passing one, such as a lack of memory.
                kernel.close(again);
                return new BusyException(what + " the first time, but could be the second: try again", -result);
            }
            text = log.string();
            if (again != -Errno.ENOSPC.number()) {
                errno = again;
                break;
            }
            size = Math.max(size * 4, log.trueSize());
        }
        if (Errno.isRefusal(errno) && text.isBlank()) {
            return Capabilities.refused(kernel, what, errno, Privileges.of(List.of(program)));
        }
        AttachType lacking = AttachTypeProbe.missing(kernel, program);
        if (lacking != null) {
            return new UnsupportedException(
                    what + ": this kernel has no programs of section " + program.section() + " (attach type " + lacking
                            + "); run Linux " + lacking.since() + " or later",
                    -errno);
        }
        Missing missing = VerifierSummary.missing(text, linked.missing());
        if (missing != null) {
            String source = missing.source().isEmpty() ? "" : " (" + missing.source() + ")";
            return new RelocationException(what + ": it needs " + missing.what() + ", which this kernel does not have"
                    + source + "; guard it with " + missing.guard());
        }
        if (errno == -Errno.EINVAL.number()
                && text.isBlank()
                && new Features(kernel).program(program.type().number()) == Support.UNSUPPORTED) {
            return new UnsupportedException(
                    what + ": this kernel has no " + program.type() + " programs (EINVAL (22)); run a newer one",
                    -errno);
        }
        if (text.isBlank()) {
            return new SystemCallException(what + ": " + Errno.describe(errno), Math.abs(errno));
        }
        return new VerifierException(
                what + ": the verifier rejects it (" + Errno.describe(errno) + "): " + VerifierSummary.reason(text),
                Math.abs(errno),
                text);
    }
}

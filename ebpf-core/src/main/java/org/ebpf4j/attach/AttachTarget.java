// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.BpfException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ProgramSpec;

/** Where a program can run. One record for each kind of target. */
public sealed interface AttachTarget permits BtfTracepoint, RawTracepoint, Tracepoint {
    /**
     * The target that a program's section names.
     *
     * @param program the program
     * @return its target
     * @throws UnsupportedException where programs of that section can't be attached by this library
     */
    static AttachTarget of(ProgramSpec program) {
        return switch (program.type()) {
            case TRACING -> new BtfTracepoint(program.target());
            case RAW_TRACEPOINT -> new RawTracepoint(program.target());
            case TRACEPOINT -> Tracepoint.parse(program.target());
            default ->
                throw new UnsupportedException(
                        "program " + program.name() + " of section " + program.section()
                                + " can't be attached by this version",
                        0);
        };
    }

    /**
     * Lets a program run here.
     *
     * @param kernel where it is loaded
     * @param program its name, for messages
     * @param programFd its descriptor
     * @return the link, to be closed by the caller
     * @throws BpfException of the kind that fits, where it can't be attached
     */
    Link attach(Kernel kernel, String program, int programFd);
}

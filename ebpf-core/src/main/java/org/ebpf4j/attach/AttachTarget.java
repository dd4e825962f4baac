// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import org.ebpf4j.BpfException;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.spec.ProgramSpec;

/** Where a program can run. One record for each kind of target. */
public sealed interface AttachTarget
        permits BpfIterator,
                BtfFunction,
                BtfFunctions,
                BtfTracepoint,
                Cgroup,
                Kprobe,
                KprobeMulti,
                Ksyscall,
                Netfilter,
                Netkit,
                NetworkNamespace,
                PerfSampling,
                PinnedLink,
                ProgramFunction,
                RawTracepoint,
                StructOps,
                Tcx,
                Tracepoint,
                Uprobe,
                UprobeMulti,
                Usdt,
                Xdp {
    /**
     * Whether a program's section says where it runs. Sections such as {@code xdp}, {@code cgroup/connect4} and {@code syscall} do not: such a
     * program is attached to a target that the caller names, or run.
     *
     * @param program the program
     * @return whether {@link #of} has an answer
     */
    static boolean named(ProgramSpec program) {
        return switch (program.type()) {
            case EXT, TRACING, LSM, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, TRACEPOINT ->
                !program.sectionKind().equals("lsm_cgroup")
                        && !(program.sectionKind().contains(".multi")
                                && program.target().isEmpty());
            case KPROBE, PERF_EVENT -> !program.target().isEmpty();
            case XDP -> !program.target().isEmpty() && !program.sectionKind().contains("map");
            case SCHED_CLS -> !program.target().isEmpty() && program.expectedAttachType() != 0;
            default -> false;
        };
    }

    /**
     * The target that a program's section names.
     *
     * @param program the program
     * @return its target
     * @throws UnsupportedException where the section does not say where, or programs of that section can't be attached by this library
     * @throws MalformedObjectException where what the section says is no target
     */
    static AttachTarget of(ProgramSpec program) {
        return SectionTargets.of(program);
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

    /**
     * Lets a program run here that may share maps with others of its object.
     *
     * @param program the program
     * @return the link, to be closed by the caller
     * @throws BpfException of the kind that fits, where it can't be attached
     */
    default Link attach(LoadedProgram program) {
        return attach(program.kernel(), program.name(), program.fd());
    }
}

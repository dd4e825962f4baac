// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.LoadedProgram;
import org.ebpf4j.attach.UsdtSpecs;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Capability;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.spec.ProgramSpec;

/**
 * A program that the kernel holds. Owned by its {@link BpfObject}; what {@link #attach} returns is the caller's. Methods may be called from
 * several threads; after the object's close they are an {@link IllegalStateException}.
 */
public final class BpfProgram {
    private final Kernel kernel;
    private final ProgramSpec spec;
    private final int attachType;
    private final UsdtSpecs usdtSpecs;
    private final Descriptor descriptor;

    BpfProgram(Kernel kernel, ProgramSpec spec, int attachType, UsdtSpecs usdtSpecs, int fd) {
        this.kernel = kernel;
        this.spec = spec;
        this.attachType = attachType;
        this.usdtSpecs = usdtSpecs;
        this.descriptor = new Descriptor(kernel, "program " + spec.name(), fd);
    }

    /**
     * The program's name.
     *
     * @return the C function's name
     */
    public String name() {
        return spec.name();
    }

    /**
     * What it was loaded from.
     *
     * @return its spec
     */
    public ProgramSpec spec() {
        return spec;
    }

    /**
     * The kernel's id of the program, as {@code bpftool prog} shows it.
     *
     * @return the id, or a negated error number where the kernel does not tell
     */
    public int id() {
        int fd = descriptor.begin();
        try {
            return kernel.idOf(ObjectKind.PROGRAM, fd);
        } finally {
            descriptor.end();
        }
    }

    /**
     * Lets the program run where its section says.
     *
     * @return the link that holds it there; the caller closes it
     * @throws BpfException of the kind that fits, where it can't be attached
     */
    public Link attach() {
        return attach(AttachTarget.of(spec));
    }

    /**
     * Lets the program run at a target.
     *
     * @param target of the kind that the program was loaded for
     * @return the link that holds it there; the caller closes it
     * @throws BpfException of the kind that fits, where it can't be attached
     */
    public Link attach(AttachTarget target) {
        int fd = descriptor.begin();
        try {
            return target.attach(new LoadedProgram(kernel, name(), fd, attachType, usdtSpecs));
        } finally {
            descriptor.end();
        }
    }

    int descriptor() {
        return descriptor.number();
    }

    /**
     * Runs the program once, now, without context or data: programs of section {@code syscall} (since 5.14) and {@code raw_tp} (since 5.10).
     *
     * @return what the program returned
     * @throws PermissionException where CAP_BPF or CAP_PERFMON is missing
     * @throws UnsupportedException where programs of this kind can't be run so
     * @throws SystemCallException where the kernel can't run it for another reason
     */
    public int run() {
        int fd = descriptor.begin();
        try {
            long result = kernel.programTestRun(fd);
            if (result >= 0) {
                return (int) result;
            }
            int errno = (int) result;
            String what = "program " + name() + " can't be run";
            if (Errno.isRefusal(errno)) {
                throw Capabilities.refused(kernel, what, errno, Capability.CAP_BPF, Capability.CAP_PERFMON);
            }
            if (errno == -Errno.ENOTSUPP.number() || errno == -Errno.EOPNOTSUPP.number()) {
                throw new UnsupportedException(
                        what + ": the kernel does not run programs of section " + spec.section() + " on demand",
                        -errno);
            }
            throw new SystemCallException(what + ": " + Errno.describe(errno), -errno);
        } finally {
            descriptor.end();
        }
    }

    void close() {
        descriptor.close();
    }
}

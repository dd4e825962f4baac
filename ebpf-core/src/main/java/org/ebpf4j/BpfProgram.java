// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.file.Path;
import org.ebpf4j.attach.AttachTarget;
import org.ebpf4j.attach.Link;
import org.ebpf4j.attach.LoadedProgram;
import org.ebpf4j.attach.ProgramFunction;
import org.ebpf4j.attach.UsdtSpecs;
import org.ebpf4j.kernel.Descriptor;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.Pin;
import org.ebpf4j.kernel.ProgramInfo;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * A program that the kernel holds. Owned by its {@link BpfObject}, or by whoever opened it by its pin; what {@link #attach} returns is the
 * caller's. Methods may be called from several threads; after {@link #close} they are an {@link IllegalStateException}.
 */
public final class BpfProgram implements AutoCloseable {
    private final Kernel kernel;
    private final String name;
    private final @Nullable ProgramSpec spec;
    private final int attachType;
    private final @Nullable UsdtSpecs usdtSpecs;
    private final Descriptor descriptor;

    /** Of an object whose programs are told of USDT probes by the specs, and loaded with that attach type. */
    BpfProgram(Kernel kernel, ProgramSpec spec, int attachType, UsdtSpecs usdtSpecs, int fd) {
        this(kernel, spec.name(), spec, attachType, usdtSpecs, fd);
    }

    private BpfProgram(
            Kernel kernel,
            String name,
            @Nullable ProgramSpec spec,
            int attachType,
            @Nullable UsdtSpecs usdtSpecs,
            int fd) {
        this.kernel = kernel;
        this.name = name;
        this.spec = spec;
        this.attachType = attachType;
        this.usdtSpecs = usdtSpecs;
        this.descriptor = new Descriptor(kernel, "program " + name, fd);
    }

    /**
     * Opens a program that is pinned.
     *
     * @param kernel where
     * @param path its name in a BPF file system
     * @return the program, which has no spec; the caller closes it
     * @throws NotFoundException where no program is pinned there; the message says what is
     * @throws PermissionException where it may not be opened
     */
    public static BpfProgram openPinned(Kernel kernel, Path path) {
        int fd = Pin.at(kernel, path).open(ObjectKind.PROGRAM);
        try {
            String name = ProgramInfo.of(kernel, fd).name();
            return new BpfProgram(
                    kernel, name.isEmpty() ? String.valueOf(path.getFileName()) : name, null, 0, null, fd);
        } catch (BpfException e) {
            kernel.close(fd);
            throw e;
        }
    }

    /**
     * Gives the program a name in a BPF file system, where it lives on when everybody has let go of it (since 4.4). It runs only as long as a link
     * does.
     *
     * @param path the name; its directory is made where it is missing
     * @throws BusyException where the name is taken
     * @throws NotFoundException where the path is in no BPF file system
     * @throws PermissionException where the directory may not be written
     */
    public void pin(Path path) {
        int fd = descriptor.begin();
        try {
            Pin.at(kernel, path).make(fd, "program " + name);
        } finally {
            descriptor.end();
        }
    }

    /**
     * Takes a name away that {@link #pin} gave.
     *
     * @param path the name
     * @throws NotFoundException where the program is not pinned there
     * @throws PermissionException where the directory may not be written
     */
    public void unpin(Path path) {
        int fd = descriptor.begin();
        try {
            Pin.at(kernel, path).remove(ObjectKind.PROGRAM, fd, "program " + name);
        } finally {
            descriptor.end();
        }
    }

    /**
     * The program's name.
     *
     * @return the C function's name; of a pinned program its first 15 characters
     */
    public String name() {
        return name;
    }

    /**
     * What it was loaded from.
     *
     * @return its spec
     * @throws IllegalStateException where it was opened by {@link #openPinned}
     */
    public ProgramSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("program " + name + " was pinned: where it is from is not known");
        }
        return spec;
    }

    /**
     * What the kernel knows of the program: its id, sizes, maps, and how often it ran while {@link RunStatistics} were on.
     *
     * @return a picture of this moment
     * @throws SystemCallException where the kernel does not tell
     */
    public ProgramInfo info() {
        int fd = descriptor.begin();
        try {
            return ProgramInfo.of(kernel, fd);
        } finally {
            descriptor.end();
        }
    }

    /**
     * Lets the program run where its section says.
     *
     * @return the link that holds it there; the caller closes it
     * @throws BpfException of the kind that fits, where it can't be attached
     * @throws IllegalStateException where it was opened by {@link #openPinned}
     */
    public Link attach() {
        return attach(AttachTarget.of(spec()));
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
            return usdtSpecs == null
                    ? target.attach(kernel, name(), fd)
                    : target.attach(new LoadedProgram(kernel, name(), fd, attachType, usdtSpecs));
        } finally {
            descriptor.end();
        }
    }

    /**
     * Lets a {@code freplace} program replace a function of another program than it was loaded for, too (since 5.10).
     *
     * @param target a program whose function is of the same type
     * @param function the function's name
     * @return the link that holds it there; the caller closes it
     * @throws NotFoundException where the target has no such function
     * @throws BpfException of the kind that fits, where it can't be attached for another reason
     */
    public Link attach(BpfProgram target, String function) {
        int targetFd = target.descriptor.begin();
        try {
            int typeId = ProgramTargets.function(kernel, targetFd, function, "program " + name());
            return attach(new ProgramFunction(target.name(), function, targetFd, typeId));
        } finally {
            target.descriptor.end();
        }
    }

    int descriptor() {
        return descriptor.number();
    }

    Descriptor held() {
        return descriptor;
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
        return run(new TestRun()).returned();
    }

    /**
     * Runs the program now, over data or a context that the caller gives.
     *
     * @param request what it is given, how often it runs, and where
     * @return what it returned and left
     * @throws PermissionException where CAP_BPF or CAP_PERFMON is missing
     * @throws UnsupportedException where programs of this kind can't be run so
     * @throws SystemCallException where the kernel does not take what is given, or there is not room for what the program leaves; the message names
     *     the size
     */
    public TestRunResult run(TestRun request) {
        int fd = descriptor.begin();
        try {
            return new ProgramRunner(kernel, name, fd).run(request);
        } finally {
            descriptor.end();
        }
    }

    /** Lets go of the program; the kernel frees it once no link, pin or map holds it. Calling it again does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }
}

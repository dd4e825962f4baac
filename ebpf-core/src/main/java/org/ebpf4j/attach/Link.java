// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.attach;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ebpf4j.BusyException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.kernel.DescriptorFile;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.LinkInfo;
import org.ebpf4j.kernel.ObjectKind;
import org.ebpf4j.kernel.Pin;

/**
 * A program running at a target until the link is closed. Closing is the caller's; it may be done by any thread, and again without effect.
 */
public final class Link implements AutoCloseable {
    private final Kernel kernel;
    private final AttachTarget target;
    private final Runnable afterwards;
    private int[] fds;
    private boolean closed;

    /** Takes over the descriptors whose closing, in this order, ends the attachment. */
    Link(Kernel kernel, AttachTarget target, int... fds) {
        this(kernel, target, () -> {}, fds);
    }

    /** As above; what runs afterwards takes away what stays behind when the descriptors are closed. */
    private Link(Kernel kernel, AttachTarget target, Runnable afterwards, int... fds) {
        this.kernel = kernel;
        this.target = target;
        this.afterwards = afterwards;
        this.fds = fds;
    }

    /** A link without descriptors: what runs when it is closed ends the attachment. */
    static Link of(Kernel kernel, AttachTarget target, Runnable detach) {
        return new Link(kernel, target, detach);
    }

    static Link of(Kernel kernel, AttachTarget target, List<Integer> fds, Runnable afterwards) {
        return new Link(
                kernel,
                target,
                afterwards,
                fds.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Where the program runs.
     *
     * @return what was attached to
     */
    public AttachTarget target() {
        return target;
    }

    /**
     * Opens a link that is pinned. It runs on when this is closed, until it is unpinned as well.
     *
     * @param kernel where
     * @param path its name in a BPF file system
     * @return the link, whose target is a {@link PinnedLink}; the caller closes it
     * @throws NotFoundException where no link is pinned there; the message says what is
     * @throws PermissionException where it may not be opened
     */
    public static Link openPinned(Kernel kernel, Path path) {
        return new Link(kernel, new PinnedLink(path), Pin.at(kernel, path).open(ObjectKind.LINK));
    }

    /**
     * Gives the link a name in a BPF file system, so that the program runs on when the link is closed and this process ends (since 5.7; perf events
     * since 5.15).
     *
     * @param path the name; its directory is made where it is missing
     * @throws IllegalStateException where there are several links, for several interfaces or CPUs, or after {@link #close}
     * @throws UnsupportedException where the kernel attaches without links
     * @throws BusyException where the name is taken
     * @throws NotFoundException where the path is in no BPF file system
     * @throws PermissionException where the directory may not be written
     */
    public synchronized void pin(Path path) {
        Pin.at(kernel, path).make(only("pinned"), "the link to " + target);
    }

    /**
     * Takes a name away that {@link #pin} gave; the program stops when the last of link and names is gone.
     * The kernel lets go of a name a little after this returns.
     *
     * @param path the name
     * @throws NotFoundException where the link is not pinned there
     * @throws PermissionException where the directory may not be written
     */
    public synchronized void unpin(Path path) {
        Pin.at(kernel, path).remove(ObjectKind.LINK, only("unpinned"), "the link to " + target);
    }

    private int only(String what) {
        List<Integer> links = links().toList();
        if (links.isEmpty()) {
            throw new UnsupportedException(
                    "the link to " + target + " can't be " + what
                            + ": the kernel attaches there without a link; perf events take Linux 5.15 or later, structures"
                            + " SEC(\".struct_ops.link\")",
                    0);
        }
        if (links.size() > 1) {
            throw new IllegalStateException("the link to " + target + " can't be " + what + ": it is " + links.size()
                    + " links; attach to one interface or CPU at a time");
        }
        return links.get(0);
    }

    /**
     * What the kernel knows of the link: its id, its program and where that runs.
     *
     * @return one for each link that the kernel made, such as one for each interface or CPU, and a picture of this moment; empty where the kernel
     *     (before 5.15, for perf events) attaches without links
     * @throws IllegalStateException after {@link #close}
     * @throws SystemCallException where the kernel does not tell
     */
    public synchronized List<LinkInfo> info() {
        return links().map(fd -> LinkInfo.of(kernel, fd)).toList();
    }

    /** Those of the descriptors that are links; the others are of perf events. */
    private Stream<Integer> links() {
        checkOpen();
        return Arrays.stream(fds)
                .boxed()
                .filter(fd -> DescriptorFile.of(kernel, fd).kind().equals(Optional.of(ObjectKind.LINK)));
    }

    /**
     * Runs an iterator: the program is called for each thing as far as the stream is read. Several runs may be read at once.
     *
     * @return what the program writes; the caller closes it, and it outlives this link. Its errors are {@link java.io.IOException}s
     * @throws IllegalStateException where the target is no {@link BpfIterator} and no pinned link, or after {@link #close}
     * @throws SystemCallException where the kernel can't begin a run
     */
    public synchronized InputStream read() {
        if (!(target instanceof BpfIterator || target instanceof PinnedLink)) {
            throw new IllegalStateException(target + " is no iterator, there is nothing to read");
        }
        checkOpen();
        int fd = kernel.iteratorCreate(fds[0]);
        if (fd < 0) {
            throw new SystemCallException(target + " can't be run: " + Errno.describe(fd), -fd);
        }
        return new IteratorStream(kernel, fd);
    }

    /** Detaches the program. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            for (int fd : fds) {
                kernel.close(fd);
            }
            fds = new int[0];
            afterwards.run();
        }
    }

    /** Puts what a descriptor is of in the place of what runs; answers 0 or a negated errno. */
    synchronized int update(int newFd) {
        checkOpen();
        return fds.length == 0 ? -Errno.EOPNOTSUPP.number() : kernel.linkUpdate(fds[0], newFd);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the link to " + target + " is closed");
        }
    }
}

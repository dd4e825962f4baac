// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.ebpf4j.BpfException;
import org.ebpf4j.BusyException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.PermissionException;
import org.ebpf4j.SystemCallException;

/**
 * A name in a BPF file system, under which a map, program or link lives on without a process that holds it (since 4.4; links since 5.7).
 *
 * @param kernel whose file systems
 * @param path absolute
 */
public record Pin(Kernel kernel, String path) {
    private static final String FILE_SYSTEM = "bpf";
    private static final String MOUNT = "mount one with mount -t bpf bpf /sys/fs/bpf";

    /**
     * A name by its path.
     *
     * @param kernel whose file systems
     * @param path taken from the working directory where it is relative
     * @return the name, whether anything is there or not
     */
    public static Pin at(Kernel kernel, Path path) {
        return new Pin(kernel, path.toAbsolutePath().toString());
    }

    /**
     * Gives something this name. The directory is made where it is missing.
     *
     * @param fd the descriptor of a map, program or link
     * @param what it is, for messages, such as {@code map latency}
     * @throws BusyException where the name is taken
     * @throws NotFoundException where the path is in no BPF file system
     * @throws PermissionException where the directory may not be written
     * @throws SystemCallException where the kernel refuses for another reason
     */
    public void make(int fd, String what) {
        int result = kernel.objectPin(fd, path);
        if (result == -Errno.ENOENT.number() && isInBpfFileSystem()) {
            String directory = path.substring(0, Math.max(path.lastIndexOf('/'), 1));
            int made = kernel.makeDirectory(directory);
            result = made < 0 && made != -Errno.EEXIST.number() ? made : kernel.objectPin(fd, path);
        }
        if (result < 0) {
            throw failed(what + " can't be pinned at " + path, result);
        }
    }

    /**
     * Opens what has this name.
     *
     * @param kind what it must be
     * @return a descriptor, to be closed by the caller
     * @throws NotFoundException where nothing is there, or something else
     * @throws PermissionException where it may not be opened
     * @throws SystemCallException where the kernel refuses for another reason
     */
    public int open(ObjectKind kind) {
        return openIfPresent(kind)
                .orElseThrow(() -> new NotFoundException("there is no " + word(kind) + " at " + path
                        + (isInBpfFileSystem()
                                ? ": nothing is pinned there"
                                : ", which is in no BPF file system; " + MOUNT)));
    }

    /**
     * Opens what has this name, if anything has.
     *
     * @param kind what it must be
     * @return a descriptor, to be closed by the caller; empty where nothing is there
     * @throws NotFoundException where something else is there
     * @throws PermissionException where it may not be opened
     * @throws SystemCallException where the kernel refuses for another reason
     */
    public Optional<Integer> openIfPresent(ObjectKind kind) {
        int fd = kernel.objectGet(path, 0);
        if (fd == -Errno.ENOENT.number()) {
            return Optional.empty();
        }
        if (fd < 0) {
            throw failed("the " + word(kind) + " at " + path + " can't be opened", fd);
        }
        try {
            Optional<ObjectKind> found = DescriptorFile.of(kernel, fd).kind();
            if (!found.equals(Optional.of(kind))) {
                throw new NotFoundException("there is no " + word(kind) + " at " + path + ": a "
                        + found.map(Pin::word).orElse("file of another kind") + " is pinned there");
            }
            return Optional.of(fd);
        } catch (BpfException e) {
            kernel.close(fd);
            throw e;
        }
    }

    /**
     * Takes this name away from something, which must be what has it.
     *
     * @param kind what it is
     * @param fd its descriptor
     * @param what it is, for messages, such as {@code map latency}
     * @throws NotFoundException where nothing is there, or something else
     * @throws PermissionException where the directory may not be written
     * @throws SystemCallException where the kernel refuses for another reason
     */
    public void remove(ObjectKind kind, int fd, String what) {
        int pinned = open(kind);
        try {
            if (id(kind, pinned) != id(kind, fd)) {
                throw new NotFoundException(what + " is not pinned at " + path + ": another " + word(kind) + " is");
            }
        } finally {
            kernel.close(pinned);
        }
        int result = kernel.unlink(path);
        if (result < 0) {
            throw failed(what + " can't be unpinned from " + path, result);
        }
    }

    private int id(ObjectKind kind, int fd) {
        InfoField field = switch (kind) {
            case PROGRAM -> InfoField.PROG_ID;
            case MAP -> InfoField.MAP_ID;
            case LINK -> InfoField.LINK_ID;
            case BTF -> InfoField.BTF_ID;
        };
        return ObjectInfo.of(kernel, fd).number(field);
    }

    private BpfException failed(String what, int result) {
        if (result == -Errno.EEXIST.number()) {
            return new BusyException(
                    what + ": the name is taken (EEXIST (17)); unpin what is there, or choose another", -result);
        }
        if (!isInBpfFileSystem()) {
            return new NotFoundException(
                    what + ": it is in no BPF file system (" + Errno.describe(result) + "); " + MOUNT);
        }
        if (result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number()) {
            return new NotFoundException(what + ": its directory is not there; make it");
        }
        if (Errno.isRefusal(result) && path.indexOf('.', path.lastIndexOf('/')) >= 0) {
            return new SystemCallException(
                    what + ": names in a BPF file system have no dots (" + Errno.describe(result) + "); choose another",
                    -result);
        }
        if (Errno.isRefusal(result) && isDirectory()) {
            return new NotFoundException(what + ": a directory is there; name what is pinned in it");
        }
        return Errno.isRefusal(result)
                ? Capabilities.refused(kernel, what, result, Capability.CAP_DAC_OVERRIDE)
                : new SystemCallException(what + ": " + Errno.describe(result), -result);
    }

    /** What is pinned can't be opened as a file. */
    private boolean isDirectory() {
        int fd = kernel.open(path);
        if (fd >= 0) {
            kernel.close(fd);
        }
        return fd >= 0;
    }

    private boolean isInBpfFileSystem() {
        return MountTable.typeAt(kernel, path).equals(FILE_SYSTEM);
    }

    private static String word(ObjectKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}

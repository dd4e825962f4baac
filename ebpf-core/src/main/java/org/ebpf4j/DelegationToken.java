// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.file.Path;
import org.ebpf4j.kernel.Capabilities;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * What lets a process in a user namespace load an object, while it does so: a token made of a BPF file system whose mounter has delegated eBPF
 * (since 6.9). Without a path it is looked for where libbpf does.
 */
final class DelegationToken implements AutoCloseable {
    private static final String VARIABLE = "LIBBPF_BPF_TOKEN_PATH";
    private static final String USUAL = "/sys/fs/bpf";

    private final Kernel kernel;
    private final int fd;

    private DelegationToken(Kernel kernel, int fd) {
        this.kernel = kernel;
        this.fd = fd;
    }

    /** Makes the token that is asked for, or one that can be had where it is needed. An empty variable says that there shall be none. */
    static DelegationToken find(Kernel kernel, @Nullable Path path, @Nullable String variable) {
        if (path != null) {
            return required(kernel, path.toAbsolutePath().toString());
        }
        if (variable != null) {
            return variable.isEmpty() ? new DelegationToken(kernel, 0) : required(kernel, variable);
        }
        int fd = Capabilities.insideUserNamespace(kernel) ? create(kernel, USUAL) : 0;
        return new DelegationToken(kernel, Math.max(fd, 0));
    }

    static DelegationToken find(Kernel kernel, @Nullable Path path) {
        return find(kernel, path, System.getenv(VARIABLE));
    }

    private static DelegationToken required(Kernel kernel, String path) {
        int fd = create(kernel, path);
        if (fd < 0) {
            throw failed("no token for eBPF can be made of " + path, fd);
        }
        return new DelegationToken(kernel, fd);
    }

    private static int create(Kernel kernel, String path) {
        int root = kernel.open(path);
        if (root < 0) {
            return root;
        }
        int fd = kernel.tokenCreate(root);
        kernel.close(root);
        return fd;
    }

    private static BpfException failed(String what, int result) {
        String errno = " (" + Errno.describe(result) + ")";
        Errno answer = Errno.of(result);
        if (answer == Errno.ENOENT) {
            return new NotFoundException(what + errno
                    + ": nothing is there, or nothing is delegated; mount a BPF file system with delegate_* options");
        }
        if (answer == Errno.EOPNOTSUPP) {
            return new UnsupportedException(
                    what + errno + ": tokens are for user namespaces other than the first; grant capabilities instead",
                    -result);
        }
        if (answer == Errno.EINVAL) {
            return new UnsupportedException(
                    what + errno + ": it is no root of a BPF file system, or the kernel is older than 6.9", -result);
        }
        return Errno.isRefusal(result)
                ? new PermissionException(
                        what + errno
                                + ": the BPF file system must be of this process's user namespace, and CAP_BPF effective in it",
                        -result)
                : new SystemCallException(what + errno, -result);
    }

    /** Where to create maps and load BTF and programs. */
    Kernel kernel() {
        return fd == 0 ? kernel : kernel.withToken(fd);
    }

    /** What was made with it needs it no longer. */
    @Override
    public void close() {
        if (fd != 0) {
            kernel.close(fd);
        }
    }
}

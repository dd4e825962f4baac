// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import org.ebpf4j.BpfException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.SystemCallException;
import org.ebpf4j.btf.Btf;

/** BTF that the kernel holds: that of a program that is loaded, and that of a module. Opening it by its id takes CAP_SYS_ADMIN. */
public final class LoadedBtf {
    /** The kernel takes no more ({@code BTF_MAX_SIZE}). */
    private static final int LARGEST = 16 << 20;

    private LoadedBtf() {}

    /**
     * Reads the types of a program.
     *
     * @param kernel where it is loaded
     * @param programFd its descriptor
     * @param what names the program in messages, such as {@code program on_packet}
     * @return its types, with the functions that it consists of
     * @throws NotFoundException where it was loaded without types
     * @throws BpfException of another kind where they can't be read
     */
    public static Btf ofProgram(Kernel kernel, int programFd, String what) {
        int id = ProgramInfo.of(kernel, programFd).btfId();
        if (id == 0) {
            throw new NotFoundException(
                    "the types of " + what + " are not in the kernel; compile its object with clang -g");
        }
        int fd = check(kernel, kernel.openById(ObjectKind.BTF, id), what);
        try {
            return Btf.parse(what, ObjectInfo.of(kernel, fd).bytes(InfoField.BTF_BYTES, InfoField.BTF_SIZE, LARGEST));
        } finally {
            kernel.close(fd);
        }
    }

    /**
     * Opens the types of a module that is loaded (since 5.11).
     *
     * @param kernel the kernel
     * @param module its name
     * @return a descriptor, to be closed by the caller
     * @throws NotFoundException where no module of that name with types is loaded
     * @throws BpfException of another kind where the kernel does not give them
     */
    public static int openModule(Kernel kernel, String module) {
        String what = "module " + module;
        int id = 0;
        while (true) {
            id = kernel.nextId(ObjectKind.BTF, id);
            if (id == -Errno.ENOENT.number()) {
                throw new NotFoundException(
                        "the types of " + what + " are not in the kernel; load it, and build it with BTF");
            }
            int fd = kernel.openById(ObjectKind.BTF, check(kernel, id, what));
            if (fd == -Errno.ENOENT.number()) {
                // Gone since it was counted.
                continue;
            }
            check(kernel, fd, what);
            boolean found = false;
            try {
                BtfInfo info = BtfInfo.of(kernel, fd);
                found = info.ofKernel() && info.name().equals(module);
            } finally {
                if (!found) {
                    kernel.close(fd);
                }
            }
            if (found) {
                return fd;
            }
        }
    }

    private static int check(Kernel kernel, int result, String what) {
        if (result < 0) {
            String message = "the types of " + what + " can't be read";
            throw Errno.isRefusal(result)
                    ? Capabilities.refused(kernel, message, result, Capability.CAP_SYS_ADMIN)
                    : new SystemCallException(message + ": " + Errno.describe(result), -result);
        }
        return result;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import org.ebpf4j.UnsupportedException;

/**
 * The numbers of the system calls that are made, per architecture: {@code arch/x86/entry/syscalls/syscall_64.tbl} and
 * {@code include/uapi/asm-generic/unistd.h}.
 */
enum SystemCallNumbers {
    X86_64(321, 298, 9, 11, 3, 72, 16, 0, 1, 257, 41, 302, 258, 263, 434, 310, 311, 291, 233, 290),
    AARCH64(280, 241, 222, 215, 57, 25, 29, 63, 64, 56, 198, 261, 34, 35, 434, 270, 271, 20, 21, 19);

    final int bpf;
    final int perfEventOpen;
    final int mmap;
    final int munmap;
    final int close;
    final int fcntl;
    final int ioctl;
    final int read;
    final int write;
    final int openat;
    final int socket;
    final int prlimit64;
    final int mkdirat;
    final int unlinkat;
    final int pidfdOpen;
    final int processVmReadv;
    final int processVmWritev;
    final int epollCreate1;
    final int epollCtl;
    final int eventfd2;

    SystemCallNumbers(
            int bpf,
            int perfEventOpen,
            int mmap,
            int munmap,
            int close,
            int fcntl,
            int ioctl,
            int read,
            int write,
            int openat,
            int socket,
            int prlimit64,
            int mkdirat,
            int unlinkat,
            int pidfdOpen,
            int processVmReadv,
            int processVmWritev,
            int epollCreate1,
            int epollCtl,
            int eventfd2) {
        this.bpf = bpf;
        this.perfEventOpen = perfEventOpen;
        this.mmap = mmap;
        this.munmap = munmap;
        this.close = close;
        this.fcntl = fcntl;
        this.ioctl = ioctl;
        this.read = read;
        this.write = write;
        this.openat = openat;
        this.socket = socket;
        this.prlimit64 = prlimit64;
        this.mkdirat = mkdirat;
        this.unlinkat = unlinkat;
        this.pidfdOpen = pidfdOpen;
        this.processVmReadv = processVmReadv;
        this.processVmWritev = processVmWritev;
        this.epollCreate1 = epollCreate1;
        this.epollCtl = epollCtl;
        this.eventfd2 = eventfd2;
    }

    /** Picks the table for what a JVM calls its system and architecture ({@code os.name}, {@code os.arch}). */
    static SystemCallNumbers of(String system, String architecture) {
        if (!system.equals("Linux")) {
            throw new UnsupportedException("eBPF takes Linux, and this is " + system + ".", 0);
        }
        return switch (architecture) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                throw new UnsupportedException(
                        "eBPF is supported on amd64 and aarch64 Linux, and this JVM runs on " + architecture + ".", 0);
        };
    }
}

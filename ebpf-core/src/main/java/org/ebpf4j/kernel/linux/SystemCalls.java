// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ebpf4j.kernel.Errno;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.Memory;

/**
 * The system calls by name, errors as negated errno. What a call is given the address of must stay reachable until it returns: that is what
 * {@code kept} is for.
 */
record SystemCalls(SystemCallNumbers numbers) {
    /** {@code include/uapi/linux/fcntl.h}. */
    private static final int F_DUPFD_CLOEXEC = 1030;

    private static final int FIRST_FREE = 3;
    private static final int AT_FDCWD = -100;
    private static final int OWNER_ONLY = 0700;
    private static final int O_CLOEXEC = 02000000;
    static final int O_WRONLY = 1;
    static final int O_APPEND = 02000;
    static final int O_PATH = 010000000;

    /** {@code include/uapi/asm-generic/resource.h}. */
    private static final int RLIMIT_MEMLOCK = 8;

    private static final long RLIM_INFINITY = -1;

    /** {@code include/uapi/linux/if.h} and {@code sockios.h}: {@code struct ifreq} is a name and, among others, an index. */
    private static final int IFNAMSIZ = 16;

    private static final int IFREQ_SIZE = 40;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    /** {@code include/uapi/asm-generic/mman-common.h}. */
    private static final int PROT_READ = 1;

    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    /** Never replaces what is mapped there, as the heap of this JVM. */
    private static final int MAP_FIXED_NOREPLACE = 0x100000;

    /** {@code include/uapi/linux/perf_event.h}. */
    private static final int PERF_FLAG_FD_CLOEXEC = 8;

    /** How often a call is repeated that a signal (a profiler's, mostly) came in between. */
    private static final int ATTEMPTS = 5;

    long bpf(BpfCommand command, Memory attr, BpfAttr last, Object kept) {
        try {
            return CLibrary.call(numbers.bpf, command.number, attr.address(), last.end());
        } finally {
            Reference.reachabilityFence(attr);
            Reference.reachabilityFence(kept);
        }
    }

    long bpf(BpfCommand command, Memory attr, BpfAttr last) {
        return bpf(command, attr, last, attr);
    }

    /** As {@link #bpf}, again while a signal keeps the kernel from finishing. */
    long bpfUninterrupted(BpfCommand command, Memory attr, BpfAttr last, Object kept) {
        long result = bpf(command, attr, last, kept);
        for (int i = 1; i < ATTEMPTS && (result == -Errno.EAGAIN.number() || result == -Errno.EINTR.number()); i++) {
            result = bpf(command, attr, last, kept);
        }
        return result;
    }

    long perfEventOpen(Memory attr, int pid, int cpu, Object kept) {
        // 5 arguments: with the number they would be 6.
        try {
            return CLibrary.call(numbers.perfEventOpen, attr.address(), pid, cpu, -1, PERF_FLAG_FD_CLOEXEC, 0);
        } finally {
            Reference.reachabilityFence(attr);
            Reference.reachabilityFence(kept);
        }
    }

    int open(String path, int flags) {
        Memory text = terminated(path);
        try {
            return descriptor(CLibrary.call(numbers.openat, AT_FDCWD, text.address(), flags | O_CLOEXEC, 0, 0, 0));
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    int raiseLockedMemory() {
        Memory infinite = allocate(2 * Long.BYTES);
        infinite.bytes().putLong(0, RLIM_INFINITY).putLong(Long.BYTES, RLIM_INFINITY);
        try {
            return (int) CLibrary.call(numbers.prlimit64, 0, RLIMIT_MEMLOCK, infinite.address(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(infinite);
        }
    }

    int unlink(String path) {
        return at(numbers.unlinkat, path, 0);
    }

    int makeDirectory(String path) {
        return at(numbers.mkdirat, path, OWNER_ONLY);
    }

    private static int at(int number, String path, int argument) {
        Memory text = terminated(path);
        try {
            return (int) CLibrary.call(number, AT_FDCWD, text.address(), argument);
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    /** As {@code if_nametoindex(3)}; Java's own answer leaves out interfaces without an address. */
    int interfaceIndex(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
            return -Errno.ENODEV.number();
        }
        int socket = descriptor(CLibrary.call(numbers.socket, AF_UNIX, SOCK_DGRAM | O_CLOEXEC, 0));
        if (socket < 0) {
            return socket;
        }
        Memory request = allocate(IFREQ_SIZE);
        request.bytes().put(0, bytes);
        try {
            int result = ioctl(socket, SIOCGIFINDEX, request.address());
            return result < 0 ? result : request.bytes().getInt(IFNAMSIZ);
        } finally {
            close(socket);
            Reference.reachabilityFence(request);
        }
    }

    /** As {@code read(2)}, again while a signal keeps the kernel from beginning. */
    int read(int fd, Memory to, int length) {
        return repeat(numbers.read, fd, to, length);
    }

    int write(int fd, Memory from, int length) {
        return repeat(numbers.write, fd, from, length);
    }

    private static int repeat(int number, int fd, Memory memory, int length) {
        try {
            long result = CLibrary.call(number, fd, memory.address(), length);
            for (int i = 1; i < ATTEMPTS && result == -Errno.EINTR.number(); i++) {
                result = CLibrary.call(number, fd, memory.address(), length);
            }
            return (int) result;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    long mmap(int fd, long offset, long length, boolean writable) {
        int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        return CLibrary.call(numbers.mmap, 0, length, protection, MAP_SHARED, fd, offset);
    }

    long mmapAt(int fd, long address, long length) {
        int flags = MAP_SHARED | MAP_FIXED_NOREPLACE;
        long mapped = CLibrary.call(numbers.mmap, address, length, PROT_READ | PROT_WRITE, flags, fd, 0);
        if (mapped > 0 && mapped != address) {
            // Before 4.17 an address was a wish.
            munmap(mapped, length);
            return -Errno.EEXIST.number();
        }
        return mapped;
    }

    /** Replaces what is mapped by zeroes; at no moment is nothing mapped. */
    int detach(long address, long length, boolean writable) {
        if (address <= 0 || length <= 0) {
            return -Errno.EINVAL.number();
        }
        int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
        long mapped = CLibrary.call(numbers.mmap, address, length, protection, flags, -1, 0);
        return mapped < 0 ? (int) mapped : 0;
    }

    int munmap(long address, long length) {
        return (int) CLibrary.call(numbers.munmap, address, length, 0);
    }

    int ioctl(int fd, long request, long argument) {
        return (int) CLibrary.call(numbers.ioctl, fd, request, argument);
    }

    int close(int fd) {
        return (int) CLibrary.call(numbers.close, fd, 0, 0);
    }

    /** Moves a new descriptor off 0, 1 and 2, which are free in a process whose standard streams were closed. */
    int descriptor(long fd) {
        if (fd < 0 || fd >= FIRST_FREE) {
            return (int) fd;
        }
        int moved = (int) CLibrary.call(numbers.fcntl, fd, F_DUPFD_CLOEXEC, FIRST_FREE);
        close((int) fd);
        return moved;
    }

    static Memory allocate(int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        return new Memory(buffer, CLibrary.address(buffer));
    }

    static Memory attr() {
        return allocate(Kernel.ATTR_SIZE);
    }

    /** Copies from 0 to the limit. */
    static Memory copyOf(ByteBuffer bytes) {
        int length = bytes.limit();
        Memory copy = allocate(Math.max(length, 1));
        copy.bytes().put(0, bytes, 0, length);
        return copy;
    }

    static Memory terminated(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory copy = allocate(bytes.length + 1);
        copy.bytes().put(0, bytes);
        return copy;
    }

    /** Writes an object's name where the kernel wants it: at most 15 bytes and a NUL. */
    static void name(Memory attr, BpfAttr field, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= field.size) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is too long: the kernel takes names of " + (field.size - 1) + " bytes");
        }
        attr.bytes().put(field.offset, bytes);
    }
}

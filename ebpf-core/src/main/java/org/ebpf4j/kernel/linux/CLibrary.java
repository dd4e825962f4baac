// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel.linux;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.SaveError;

/**
 * The C library's {@code syscall(2)} and {@code epoll_wait(2)}, errno, and the address of a direct buffer: all that comes from native code. Loading this class loads
 * the native library of jffi, so nothing may touch it before {@link LinuxKernel#open} does.
 */
final class CLibrary {
    // A constant, so that the JIT compiler sees through the interface to the generated stub.
    private static final Functions FUNCTIONS =
            LibraryLoader.create(Functions.class).failImmediately().load("c");

    private static final Runtime RUNTIME = Runtime.getRuntime(FUNCTIONS);
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private CLibrary() {}

    /**
     * What jnr-ffi makes stubs of: primitives only, for then a call allocates nothing. At most 5 parameters, or 7: the stub that jnr-ffi
     * (2.2.17 to 2.3.7) compiles for x86-64 passes a return address as the sixth of six, and with 7 it takes a slower path that is right.
     * Public for the stub, which is of another class loader; the class around it is not.
     */
    public interface Functions {
        @SaveError
        long syscall(long number, long a, long b, long c);

        @SaveError
        long syscall(long number, long a, long b, long c, long d, long e, long f);

        @SaveError
        int epoll_wait(int epollFd, long events, int room, int timeoutMillis);
    }

    /** Makes a system call of up to 3 arguments; a negative result is the negated errno. */
    static long call(int number, long a, long b, long c) {
        long result = FUNCTIONS.syscall(number, a, b, c);
        // At once and on the same thread: the next call overwrites it.
        return result == -1 ? -RUNTIME.getLastError() : result;
    }

    /** Makes a system call of 4 to 6 arguments; a negative result is the negated errno. */
    static long call(int number, long a, long b, long c, long d, long e, long f) {
        long result = FUNCTIONS.syscall(number, a, b, c, d, e, f);
        return result == -1 ? -RUNTIME.getLastError() : result;
    }

    /** The C library's own, for as a system call by number it would take six arguments on aarch64. */
    static int epollWait(int epollFd, long events, int room, int timeoutMillis) {
        int result = FUNCTIONS.epoll_wait(epollFd, events, room, timeoutMillis);
        return result == -1 ? -RUNTIME.getLastError() : result;
    }

    static long address(ByteBuffer direct) {
        return MEMORY.getDirectBufferAddress(direct);
    }

    static ByteBuffer view(long address, int length) {
        return MEMORY.newDirectByteBuffer(address, length).order(ByteOrder.nativeOrder());
    }
}

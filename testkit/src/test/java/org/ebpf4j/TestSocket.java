// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import jnr.ffi.LibraryLoader;

/**
 * A socket by its number, which Java does not tell.
 *
 * @param number the file descriptor
 */
record TestSocket(int number) implements AutoCloseable {
    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int close(int fd);
    }

    private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    static TestSocket open() {
        int number = LIBC.socket(AF_INET, SOCK_DGRAM, 0);
        if (number < 0) {
            throw new AssertionError("no socket");
        }
        return new TestSocket(number);
    }

    @Override
    public void close() {
        LIBC.close(number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;

/**
 * A connection over the loopback interface by the numbers of its sockets, which Java does not tell.
 *
 * @param listener the file descriptor that listens
 * @param client one end
 * @param server the other
 */
record TcpPair(int listener, int client, int server) implements AutoCloseable {
    /** What jnr-ffi makes stubs of. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int bind(int socket, ByteBuffer address, int length);

        int listen(int socket, int backlog);

        int getsockname(int socket, ByteBuffer address, ByteBuffer length);

        int connect(int socket, ByteBuffer address, int length);

        int accept(int socket, long address, long length);

        int getsockopt(int socket, int level, int name, ByteBuffer value, ByteBuffer length);

        int close(int fd);
    }

    private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_COOKIE = 57;
    private static final int ADDRESS_SIZE = 16;

    static TcpPair connect() {
        int listener = checked(LIBC.socket(AF_INET, SOCK_STREAM, 0));
        ByteBuffer address = memory(ADDRESS_SIZE).putShort(0, (short) AF_INET);
        address.put(4, new byte[] {127, 0, 0, 1});
        checked(LIBC.bind(listener, address, ADDRESS_SIZE));
        checked(LIBC.listen(listener, 1));
        checked(LIBC.getsockname(listener, address, memory(Integer.BYTES).putInt(0, ADDRESS_SIZE)));
        int client = checked(LIBC.socket(AF_INET, SOCK_STREAM, 0));
        checked(LIBC.connect(client, address, ADDRESS_SIZE));
        return new TcpPair(listener, client, checked(LIBC.accept(listener, 0, 0)));
    }

    /** The kernel's own name of a socket ({@code SO_COOKIE}). */
    static long cookie(int socket) {
        ByteBuffer cookie = memory(Long.BYTES);
        checked(LIBC.getsockopt(
                socket, SOL_SOCKET, SO_COOKIE, cookie, memory(Integer.BYTES).putInt(0, Long.BYTES)));
        return cookie.getLong(0);
    }

    void closeClient() {
        LIBC.close(client);
    }

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static int checked(int result) {
        if (result < 0) {
            throw new AssertionError("the C library says " + result);
        }
        return result;
    }

    @Override
    public void close() {
        LIBC.close(listener);
        LIBC.close(server);
    }
}

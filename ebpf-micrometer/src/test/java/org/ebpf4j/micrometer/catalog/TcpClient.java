// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** A connection to the loopback address of which the kernel can be asked. To be made and used by one thread. */
final class TcpClient implements AutoCloseable {
    /** What jnr-ffi makes stubs of. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int connect(int fd, @In ByteBuffer address, int size);

        int bind(int fd, @In ByteBuffer address, int size);

        int listen(int fd, int backlog);

        int shutdown(int fd, int how);

        long write(int fd, @In byte[] bytes, long size);

        long read(int fd, @Out byte[] bytes, long size);

        int getsockopt(int fd, int level, int option, @Out ByteBuffer value, @In @Out int[] size);

        int close(int fd);
    }

    static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_TCP = 6;
    private static final int TCP_INFO = 11;

    /** Of tcpi_rtt in struct tcp_info, include/uapi/linux/tcp.h. */
    private static final int RTT_OFFSET = 68;

    private final int fd;

    private TcpClient(int fd) {
        this.fd = fd;
    }

    /** A descriptor of a new socket. */
    static int socket() {
        return LIBC.socket(AF_INET, SOCK_STREAM, 0);
    }

    /** A port of the loopback address, as struct sockaddr_in. */
    static ByteBuffer address(int port) {
        ByteBuffer address = ByteBuffer.allocateDirect(16);
        address.order(ByteOrder.nativeOrder()).putShort((short) AF_INET);
        address.order(ByteOrder.BIG_ENDIAN).putShort((short) port).putInt(0x7f00_0001);
        return address.rewind();
    }

    /** Connects and waits for it. */
    static TcpClient connect(int port) {
        TcpClient client = new TcpClient(socket());
        ByteBuffer address = address(port);
        if (LIBC.connect(client.fd, address, address.capacity()) != 0) {
            client.close();
            throw new AssertionError("not connected");
        }
        return client;
    }

    /** Sends a byte and waits for one. */
    void exchange() {
        byte[] one = new byte[1];
        if (LIBC.write(fd, one, 1) != 1 || LIBC.read(fd, one, 1) != 1) {
            throw new AssertionError("the other end is gone");
        }
    }

    /** The smoothed round trip, in microseconds. */
    int rtt() {
        ByteBuffer info = ByteBuffer.allocateDirect(104).order(ByteOrder.nativeOrder());
        if (LIBC.getsockopt(fd, SOL_TCP, TCP_INFO, info, new int[] {info.capacity()}) != 0) {
            throw new AssertionError("the kernel does not tell");
        }
        return info.getInt(RTT_OFFSET);
    }

    @Override
    public void close() {
        LIBC.close(fd);
    }
}

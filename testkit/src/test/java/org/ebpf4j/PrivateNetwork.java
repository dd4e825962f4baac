// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;

/** A thread in a network namespace of its own, with nothing but a loopback interface that is up. It ends with the thread. */
final class PrivateNetwork implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int DEADLINE_MILLIS = 20_000;

    /** What jnr-ffi makes a stub of. */
    public interface LibC {
        int unshare(int flags);
    }

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "private network"));

    PrivateNetwork() throws Exception {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        run(() -> {
            if (libc.unshare(CLONE_NEWNET) != 0) {
                throw new AssertionError("no network namespace can be made here");
            }
            return Tools.run("ip", "link", "set", "lo", "up");
        });
    }

    <T> T run(Callable<T> task) throws Exception {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** Sends datagrams over the loopback interface and takes them all in; to be run inside. */
    static void exchange(int datagrams) throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(loopback, 0));
                DatagramSocket sender = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            receiver.setSoTimeout(DEADLINE_MILLIS);
            DatagramPacket packet = new DatagramPacket(new byte[16], 16);
            for (int i = 0; i < datagrams; i++) {
                packet.setSocketAddress(receiver.getLocalSocketAddress());
                sender.send(packet);
                receiver.receive(packet);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new AssertionError("the thread of the private network does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

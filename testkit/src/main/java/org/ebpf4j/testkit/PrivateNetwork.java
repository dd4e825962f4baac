// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A thread in a network namespace of its own, with nothing but a loopback interface that is up: what happens there is the test's own, and so is what the
 * kernel counts there. Sockets that the thread makes are in it; it ends with the thread and them. Takes CAP_SYS_ADMIN and the program {@code ip}.
 */
public final class PrivateNetwork implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 20_000;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "private network"));
    private final Path namespace;

    /**
     * Makes one.
     *
     * @throws Exception where that is not allowed or {@code ip} does not run
     */
    public PrivateNetwork() throws Exception {
        namespace = run(() -> {
            Unshare.network();
            bringUp();
            return Path.of("/proc")
                    .resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")))
                    .resolve("ns/net");
        });
    }

    private static void bringUp() throws IOException, InterruptedException {
        Process ip = new ProcessBuilder("ip", "link", "set", "lo", "up")
                .redirectErrorStream(true)
                .start();
        String output = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ip.waitFor() != 0) {
            throw new AssertionError("the loopback interface does not come up: " + output);
        }
    }

    /**
     * The namespace's file, such as {@code /proc/4711/task/4712/ns/net}, while it is there.
     *
     * @return where it is
     */
    public Path namespace() {
        return namespace;
    }

    /**
     * Does something inside.
     *
     * @param task runs on the thread, while the caller waits
     * @param <T> what it gives
     * @return what it gave
     * @throws Exception what it threw
     */
    public <T> T run(Callable<T> task) throws Exception {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /**
     * What the kernel counts inside, such as {@code snmp}'s {@code Tcp RetransSegs}.
     *
     * @param file of {@code /proc/net}: {@code snmp} or {@code netstat}
     * @param protocol what its lines begin with
     * @param name the number's
     * @return the number
     * @throws Exception where there is no such file
     */
    public long count(String file, String protocol, String name) throws Exception {
        return run(() -> counted(Files.readAllLines(Path.of("/proc/thread-self/net", file)), protocol + ":", name));
    }

    /** Two lines for each protocol: names, then numbers. */
    private static long counted(List<String> lines, String protocol, String name) {
        List<String[]> both = lines.stream()
                .filter(line -> line.startsWith(protocol))
                .map(line -> line.split(" ", -1))
                .toList();
        int column = List.of(both.get(0)).indexOf(name);
        return Long.parseLong(both.get(1)[column]);
    }

    /**
     * Sends datagrams of 16 bytes over the loopback interface, each when the one before has been taken in; of the network of the calling thread.
     *
     * @param datagrams how many
     * @throws IOException where one does not arrive within 20 seconds
     */
    public static void exchange(int datagrams) throws IOException {
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

    /** Ends the thread, and waits for that. */
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

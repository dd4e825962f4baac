// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Connections that nobody accepts in a network of the test's own, against what its /proc/net/tcp and /proc/net/netstat say. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.NET_ADMIN})
class ListenerTruthTest {
    private static final int PORT = 7001;
    private static final int LIMIT = 4;
    private static final int CONNECTS = 20;

    /** The program remembers 4,096. */
    private static final int MANY = 5000;

    private static final int READINGS = 10;
    private static final int PORTS = 50;
    /** More than half of those that there is room for. */
    private static final int MANY_PORTS = 600;

    private static final int SHUT_RD = 0;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private static SocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What a metric says of each port. The walk sees the network of the thread that reads. */
    private Map<String, Double> ports(PrivateNetwork network, String metric) throws Exception {
        return Scrape.byLabel(network.run(registry::scrape), metric, "port");
    }

    private static EbpfMetrics metrics(Kernel kernel) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(ListenerMetrics.thisNetwork())
                .build();
    }

    private void bind(EbpfMetrics metrics, PrivateNetwork network) throws Exception {
        network.run(() -> {
            metrics.bindTo(registry);
            return registry;
        });
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
    }

    private static ServerSocket listener(int limit) throws IOException {
        return listener(PORT, limit);
    }

    private static ServerSocket listener(int port, int limit) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        server.bind(address(port), limit);
        return server;
    }

    /** More than may wait; those that were not let in give up. */
    private static int connects() throws Exception {
        return connects(PORT, 1200); // The SYNs that had no answer are sent again.
    }

    private static int connects(int port, long millis) throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTS; i++) {
            SocketChannel client = SocketChannel.open();
            clients.add(client);
            client.configureBlocking(false);
            client.connect(address(port));
        }
        Thread.sleep(millis);
        for (SocketChannel client : clients) {
            client.close();
        }
        return clients.size();
    }

    private static double drops(PrivateNetwork network) throws Exception {
        return network.count("netstat", "TcpExt", "ListenDrops");
    }

    /** Of state 0A, which listen, the connections that wait, in the second half of the fifth column. */
    private static double waiting() throws IOException {
        List<String> sockets = new ArrayList<>(Files.readAllLines(Path.of("/proc/thread-self/net/tcp")));
        sockets.addAll(Files.readAllLines(Path.of("/proc/thread-self/net/tcp6")));
        return sockets.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words[3].equals("0A"))
                .mapToLong(words -> Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16))
                .sum();
    }

    @Test
    void whoWaitsAndWhoWasDroppedIsWhatTheKernelSays(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            String port = Integer.toString(PORT);
            ServerSocket server = network.run(() -> listener(LIMIT));
            network.run(ListenerTruthTest::connects);
            double before = drops(network);
            assertTrue(before > 0, "nothing was dropped");
            bind(metrics, network);
            assertEquals(Map.of(port, 0.0), ports(network, "ebpf_accept_drops_total"));
            assertEquals(Map.of(port, (double) LIMIT), ports(network, "ebpf_accept_queue_limit"));
            double waiting = network.run(ListenerTruthTest::waiting);
            assertTrue(waiting >= LIMIT, waiting + " wait");
            assertEquals(Map.of(port, waiting), ports(network, "ebpf_accept_queue"));

            server.accept().close();
            server.accept().close();
            assertEquals(waiting - 2, network.run(ListenerTruthTest::waiting));
            assertEquals(Map.of(port, waiting - 2), ports(network, "ebpf_accept_queue"));

            network.run(ListenerTruthTest::connects);
            double dropped = drops(network) - before;
            assertTrue(dropped > CONNECTS / 2, dropped + " were dropped");
            assertEquals(Map.of(port, dropped), ports(network, "ebpf_accept_drops_total"));
            // What is dropped last is counted when it ends.
            network.run(ListenerTruthTest::connects);
            server.close();
            dropped = drops(network) - before;
            assertEquals(Map.of(port, dropped), ports(network, "ebpf_accept_drops_total"));
            assertEquals(Map.of(), ports(network, "ebpf_accept_queue"));
            assertEquals(Map.of(), ports(network, "ebpf_accept_queue_limit"));
        }
    }

    @Test
    void socketsThatShareAPortAreOne(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            String port = Integer.toString(PORT);
            bind(metrics, network);
            assertEquals(Map.of(), ports(network, "ebpf_accept_queue_limit"));
            ServerSocket one = network.run(() -> listener(LIMIT));
            ServerSocket other = network.run(() -> listener(2 * LIMIT));
            network.run(ListenerTruthTest::connects);
            assertEquals(Map.of(port, 3.0 * LIMIT), ports(network, "ebpf_accept_queue_limit"));
            assertEquals(Map.of(port, network.run(ListenerTruthTest::waiting)), ports(network, "ebpf_accept_queue"));
            assertEquals(Map.of(port, drops(network)), ports(network, "ebpf_accept_drops_total"));
            one.close();
            assertEquals(Map.of(port, 2.0 * LIMIT), ports(network, "ebpf_accept_queue_limit"));
            assertEquals(Map.of(port, network.run(ListenerTruthTest::waiting)), ports(network, "ebpf_accept_queue"));
            other.close();
            assertEquals(Map.of(), ports(network, "ebpf_accept_queue"));
            assertEquals(Map.of(port, drops(network)), ports(network, "ebpf_accept_drops_total"));
        }
    }

    @Test
    void moreSocketsThanAreRememberedDoNotMakeItCountAgain(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            bind(metrics, network);
            List<ServerSocket> servers = new ArrayList<>();
            network.run(() -> {
                for (int port = PORT; port < PORT + PORTS; port++) {
                    servers.add(listener(port, 1));
                    connects(port, 0);
                }
                return PORTS;
            });
            Map<String, Double> dropped = ports(network, "ebpf_accept_drops_total");
            assertEquals(
                    drops(network),
                    dropped.values().stream().mapToDouble(drops -> drops).sum());
            network.run(() -> {
                for (int i = 0; i < MANY; i++) {
                    servers.add(listener(PORT, 1));
                }
                return MANY;
            });
            for (int i = 0; i < READINGS; i++) {
                assertEquals(dropped, ports(network, "ebpf_accept_drops_total"));
            }
            Map<String, Double> limits = ports(network, "ebpf_accept_queue_limit");
            assertEquals(1.0 + MANY, limits.get(Integer.toString(PORT)));
            double lost = Scrape.value(registry.scrape(), "ebpf_map_drops_total{program=\"listeners\"}");
            assertTrue(lost > 0, "all were remembered");
            for (ServerSocket server : servers) {
                server.close();
            }
        }
    }

    @Test
    void portsThatAreGoneAndHaveDroppedNothingTakeNoRoom(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            bind(metrics, network);
            for (int first : new int[] {10_000, 20_000}) {
                List<ServerSocket> servers = network.run(() -> {
                    List<ServerSocket> listening = new ArrayList<>();
                    for (int port = first; port < first + MANY_PORTS; port++) {
                        listening.add(listener(port, 1));
                    }
                    return listening;
                });
                assertEquals(
                        MANY_PORTS, ports(network, "ebpf_accept_drops_total").size());
                for (ServerSocket server : servers) {
                    server.close();
                }
                assertEquals(Map.of(), ports(network, "ebpf_accept_drops_total"));
            }
            assertEquals(0, Scrape.value(registry.scrape(), "ebpf_map_drops_total{program=\"listeners\"}"));
        }
    }

    @Test
    void aSocketThatListensOnceMoreDoesNotCountAgain(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            String port = Integer.toString(PORT);
            bind(metrics, network);
            assertEquals(Map.of(), ports(network, "ebpf_accept_drops_total"));
            int server = network.run(TcpClient::socket);
            ByteBuffer address = TcpClient.address(PORT);
            assertEquals(0, TcpClient.LIBC.bind(server, address, address.capacity()));
            for (int i = 0; i < 2; i++) {
                assertEquals(0, TcpClient.LIBC.listen(server, LIMIT));
                network.run(ListenerTruthTest::connects);
                assertEquals(Map.of(port, drops(network)), ports(network, "ebpf_accept_drops_total"));
                assertEquals(0, TcpClient.LIBC.shutdown(server, SHUT_RD));
                assertEquals(Map.of(), ports(network, "ebpf_accept_queue"));
            }
            assertEquals(0, TcpClient.LIBC.close(server));
        }
    }
}

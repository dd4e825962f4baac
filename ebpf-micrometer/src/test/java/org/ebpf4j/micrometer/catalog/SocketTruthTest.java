// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
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

/** Connects and accepts of this process in a network of the test's own, against what it is told itself. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.TRACEFS, Need.NET_ADMIN})
class SocketTruthTest {
    private static final int PORT = 7001;
    private static final int CONNECTS = 20;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private static EbpfMetrics metrics(Kernel kernel) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(SocketMetrics.of(Scope.thisProcess()))
                .build();
    }

    private Map<String, Double> errors() {
        return Scrape.byLabel(registry.scrape(), "ebpf_connect_errors_total", "error");
    }

    private static SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    }

    /** How many connects failed that wait for the answer. */
    private static int failures(SocketAddress address, List<Socket> made) {
        int failed = 0;
        for (int i = 0; i < CONNECTS; i++) {
            try {
                Socket socket = new Socket();
                made.add(socket);
                socket.connect(address);
            } catch (IOException e) {
                failed++;
            }
        }
        return failed;
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** How many connects failed that do not wait: the answer is asked for later. */
    private static int failuresLater() throws Exception {
        int failed = 0;
        for (int i = 0; i < CONNECTS; i++) {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                if (!channel.connect(address())) {
                    while (!channel.finishConnect()) {
                        Thread.onSpinWait();
                    }
                }
            } catch (ConnectException e) {
                failed++;
            }
        }
        return failed;
    }

    @Test
    void everyErrorCountsOnceHoweverItIsTold(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            List<Socket> sockets = new ArrayList<>();
            int atOnce = network.run(() -> failures(address(), sockets));
            assertEquals(CONNECTS, atOnce);
            assertEquals(Map.of("ECONNREFUSED", (double) atOnce), errors());
            int later = network.run(SocketTruthTest::failuresLater);
            assertEquals(CONNECTS, later);
            assertEquals(Map.of("ECONNREFUSED", (double) atOnce + later), errors());
            SocketAddress nowhere =
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), PORT);
            int unreachable = network.run(() -> failures(nowhere, sockets));
            assertEquals(CONNECTS, unreachable);
            assertEquals(
                    Map.of("ECONNREFUSED", (double) atOnce + later, "ENETUNREACH", (double) unreachable), errors());
            closeAll(sockets);
        }
    }

    @Test
    void exhaustedPortsAreTold(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            List<Socket> sockets = new ArrayList<>();
            int failed = network.run(() -> {
                Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "60000 60003");
                try (ServerSocket server = new ServerSocket(PORT, CONNECTS, InetAddress.getLoopbackAddress())) {
                    return failures(server.getLocalSocketAddress(), sockets);
                } finally {
                    closeAll(sockets);
                }
            });
            assertTrue(failed >= CONNECTS - 4, failed + " of " + CONNECTS + " failed with 4 ports");
            assertEquals(Map.of("EADDRNOTAVAIL", (double) failed), errors());
        }
    }

    @Test
    void connectionsWaitFromTheHandshakeUntilTheyAreAccepted(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel)) {
            metrics.bindTo(registry);
            double[] bounds = network.run(() -> {
                double[] seconds = new double[2];
                try (ServerSocket server = new ServerSocket(PORT, CONNECTS, InetAddress.getLoopbackAddress())) {
                    for (int i = 0; i < CONNECTS; i++) {
                        try (Socket client = new Socket()) {
                            long begin = System.nanoTime();
                            client.connect(address());
                            long made = System.nanoTime();
                            Thread.sleep(5);
                            long asked = System.nanoTime();
                            server.accept().close();
                            seconds[0] += (asked - made) / 1e9;
                            seconds[1] += (System.nanoTime() - begin) / 1e9;
                        }
                    }
                }
                return seconds;
            });
            String scrape = registry.scrape();
            String labels = "{port=\"" + PORT + "\"}";
            assertEquals(CONNECTS, Scrape.value(scrape, "ebpf_accept_delay_seconds_count" + labels));
            double waited = Scrape.value(scrape, "ebpf_accept_delay_seconds_sum" + labels);
            assertTrue(waited >= bounds[0] && waited <= bounds[1], waited + " s, of " + bounds[0] + " to " + bounds[1]);
        }
    }
}

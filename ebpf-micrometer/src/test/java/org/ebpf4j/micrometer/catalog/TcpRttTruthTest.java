// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.IntSummaryStatistics;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Round trips in a network of the test's own, against what TCP_INFO says of the connection after each of them. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.NET_ADMIN})
class TcpRttTruthTest {
    private static final int PORT = 7001;
    private static final int ROUND_TRIPS = 500;
    private static final String LABELS = "{port=\"" + PORT + "\",role=\"client\"}";

    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void roundTripsAreThoseThatTheKernelTellsTheClient(Kernel kernel) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = EbpfMetrics.builder()
                        .kernel(kernel)
                        .add(TcpRttMetrics.network(network.namespace()))
                        .build();
                ServerSocket server = network.run(() -> new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress()))) {
            metrics.bindTo(registry);
            Thread echo = new Thread(() -> echo(server), "echo");
            echo.start();
            IntSummaryStatistics told = network.run(() -> {
                IntSummaryStatistics rtts = new IntSummaryStatistics();
                try (TcpClient client = TcpClient.connect(PORT)) {
                    for (int i = 0; i < ROUND_TRIPS; i++) {
                        rtts.accept(client.rtt());
                        client.exchange();
                    }
                }
                return rtts;
            });
            echo.join();
            String scrape = registry.scrape();
            double count = Scrape.value(scrape, "ebpf_tcp_rtt_seconds_count" + LABELS);
            double mean = Scrape.value(scrape, "ebpf_tcp_rtt_seconds_sum" + LABELS) / count * 1e6;
            // Acknowledgements that do not wait for the answer are segments too.
            assertTrue(count >= ROUND_TRIPS && count <= 2 * ROUND_TRIPS + 2, count + " segments");
            assertTrue(mean >= told.getMin() && mean <= told.getMax(), mean + " us, of " + told);
            assertTrue(Math.abs(mean - told.getAverage()) <= told.getAverage() * 0.25 + 1, mean + " us, of " + told);
        }
    }
}

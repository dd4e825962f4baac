// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Packets that nobody takes in a network of the test's own, against what its /proc/net/snmp counts. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.NET_ADMIN})
class PacketDropTruthTest {
    private static final int PORT = 7001;
    private static final int PACKETS = 50;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private static EbpfMetrics metrics(Kernel kernel, PrivateNetwork network) {
        return EbpfMetrics.builder()
                .kernel(kernel)
                .add(PacketDropMetrics.network(network.namespace()))
                .build();
    }

    private static boolean tellsReasons(Kernel kernel) {
        return Tracepoints.arguments(new ObjectLoader(kernel).kernelTypes(), "kfree_skb") >= 3;
    }

    private static SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    }

    private static int send(int packets) throws IOException {
        try (DatagramSocket sender = new DatagramSocket()) {
            for (int i = 0; i < packets; i++) {
                sender.send(new DatagramPacket(new byte[1000], 1000, address()));
            }
        }
        return packets;
    }

    private double drops(String reason) {
        return Scrape.byLabel(registry.scrape(), "ebpf_packet_drops_total", "reason")
                .getOrDefault(reason, 0.0);
    }

    @Test
    void datagramsToAFullSocketAreThoseThatSnmpCounts(Kernel kernel) throws Exception {
        assumeTrue(tellsReasons(kernel), "this kernel tells no reasons");
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel, network)) {
            metrics.bindTo(registry);
            network.run(() -> {
                try (DatagramSocket neverReceives = new DatagramSocket(null)) {
                    neverReceives.setReceiveBufferSize(2304);
                    neverReceives.bind(address());
                    return send(PACKETS);
                }
            });
            long truth = network.count("snmp", "Udp", "RcvbufErrors");
            assertTrue(truth > PACKETS / 2, truth + " were dropped");
            assertEquals((double) truth, drops("SOCKET_RCVBUFF"));
        }
    }

    @Test
    void packetsForNobodyAreThoseThatSnmpCounts(Kernel kernel) throws Exception {
        assumeTrue(tellsReasons(kernel), "this kernel tells no reasons");
        try (PrivateNetwork network = new PrivateNetwork();
                PrivateNetwork other = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel, network)) {
            metrics.bindTo(registry);
            network.run(() -> send(PACKETS));
            other.run(() -> send(PACKETS));
            assertEquals(PACKETS, network.count("snmp", "Udp", "NoPorts"));
            assertEquals(PACKETS, drops("NO_SOCKET"));
            int refused = network.run(() -> {
                int times = 0;
                while (times < PACKETS) {
                    try (Socket socket = new Socket()) {
                        socket.connect(address());
                    } catch (IOException e) {
                        times++;
                    }
                }
                return times;
            });
            assertEquals(PACKETS + refused, drops("NO_SOCKET"));
        }
    }

    @Test
    void kernelsThatTellNoReasonLackTheMetricAndSayWhy(Kernel kernel) throws Exception {
        assumeTrue(!tellsReasons(kernel), "this kernel tells reasons");
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel, network)) {
            metrics.bindTo(registry);
            ProgramStatus status = metrics.status().get(0);
            assertEquals(ProgramStatus.State.ABSENT, status.state());
            assertTrue(status.reason().contains("5.17"), status.toString());
        }
    }
}

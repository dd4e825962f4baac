// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.catalog.ListenerMetrics;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Who waits to be accepted: a reading of the catalog's metric, which walks over all sockets, and what {@code /proc/net/tcp} and its like for IPv6 tell C. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class ListenersBenchmark extends PairedBenchmark {
    private static final int WAITING = 3;

    private EbpfMetrics metrics;
    private ServerSocket server;
    private final List<Socket> clients = new ArrayList<>();

    /** Makes an instance, as JMH does. */
    public ListenersBenchmark() {}

    @Override
    Turns open() throws IOException {
        server = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        int port = server.getLocalPort();
        for (int i = 0; i < WAITING; i++) {
            clients.add(new Socket(server.getInetAddress(), port));
        }
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        metrics = EbpfMetrics.builder().add(ListenerMetrics.thisNetwork()).build();
        metrics.bindTo(registry);
        metrics.refresh();
        Gauge waiting = registry.find("ebpf.accept.queue")
                .tag("port", Integer.toString(port))
                .gauge();
        if (waiting == null) {
            throw new IllegalStateException("it can't be measured: " + metrics.status());
        }
        Twin twin = TwinLibrary.load();
        return new Turns(
                () -> {
                    metrics.refresh();
                    return (long) waiting.value();
                },
                () -> twin.twin_waiting(port),
                WAITING);
    }

    @Override
    void close() throws IOException {
        metrics.close();
        for (Socket client : clients) {
            client.close();
        }
        server.close();
    }
}

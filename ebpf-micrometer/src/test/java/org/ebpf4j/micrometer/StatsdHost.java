// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.shaded.reactor.core.scheduler.Schedulers;
import io.micrometer.shaded.reactor.netty.udp.UdpResources;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A service with a StatsD registry and the server that it sends to over UDP, which adds up what counters it is told of. Every line must be one of
 * the protocol's, and counters must be whole numbers that are not negative.
 */
final class StatsdHost implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("([^:|@#\n]+):(-?[0-9.]+)\\|(c|g|ms|h|d)(?:\\|#(.*))?");
    private static final String PROBE = "probe";
    private static final String ROUND = "round";
    private static final long PATIENCE_MILLIS = 30_000;

    /** The client drops what it can't send at once, so there is to be time for it. */
    private static final Duration POLLING = Duration.ofMillis(100);

    private static final int ROOM = 4 << 20;

    final StatsdMeterRegistry registry;
    private final DatagramSocket socket;
    private final Thread receiver;
    private final Map<String, Long> totals = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int rounds;

    /**
     * Starts both.
     *
     * @param flavor of the protocol
     * @param filters of the registry
     */
    StatsdHost(StatsdFlavor flavor, MeterFilter... filters) {
        try {
            socket = new DatagramSocket(null);
            socket.setReceiveBufferSize(ROOM);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        receiver = new Thread(this::receive, "statsd-server");
        receiver.start();
        registry = new StatsdMeterRegistry(config(flavor, socket.getLocalPort()), Clock.SYSTEM);
        for (MeterFilter filter : filters) {
            registry.config().meterFilter(filter);
        }
        Gauge.builder(ROUND, () -> 1).register(registry); // Told whenever the meters are polled.
        // What is counted before the client's socket is there goes nowhere, so nothing may begin earlier.
        await("the client connects", () -> {
            registry.counter(PROBE).increment();
            return totals.keySet().stream().anyMatch(name -> name.startsWith(PROBE));
        });
    }

    private static StatsdConfig config(StatsdFlavor flavor, int port) {
        return new StatsdConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public StatsdFlavor flavor() {
                return flavor;
            }

            @Override
            public String host() {
                return InetAddress.getLoopbackAddress().getHostAddress();
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public boolean buffered() {
                return false; // The client's buffer loses lines where its threads have to wait for a CPU.
            }

            @Override
            public Duration pollingFrequency() {
                return POLLING;
            }
        };
    }

    /**
     * What counters have added up to, by name and tags. The server has seen everything then that was to be told when this was called.
     *
     * @param prefix of their names
     */
    Map<String, Long> totals(String prefix) {
        int first = rounds();
        // A round that was under way may have passed a meter before it changed, and lines wait for others to fill a
        // packet.
        await("two whole rounds", () -> rounds >= first + 3);
        synchronized (this) {
            if (!wrong.isEmpty()) {
                throw new AssertionError("not as StatsD has it: " + wrong);
            }
            Map<String, Long> copy = new TreeMap<>(totals);
            copy.keySet().removeIf(name -> !name.startsWith(prefix));
            return copy;
        }
    }

    private synchronized int rounds() {
        return rounds;
    }

    private synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("waited in vain until " + what);
                }
                wait(10);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        while (true) {
            try {
                packet.setLength(1 << 16);
                socket.receive(packet);
            } catch (IOException e) {
                return; // Closed.
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            text.lines().forEach(this::take);
        }
    }

    private synchronized void take(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            wrong.add(line);
            return;
        }
        String name = parts.group(1) + (parts.group(4) == null ? "" : "#" + parts.group(4));
        if (parts.group(3).equals("c")) {
            if (parts.group(2).matches("[0-9]+")) {
                totals.merge(name, Long.parseLong(parts.group(2)), Long::sum);
            } else {
                wrong.add(line);
            }
        } else if (parts.group(1).startsWith(ROUND)) {
            rounds++;
        }
        notifyAll();
    }

    @Override
    public void close() {
        registry.close();
        // Threads that the client keeps for others of its kind: first those that may yet ask for one of the other kind.
        UdpResources.shutdownLater(Duration.ZERO, Duration.ofMillis(PATIENCE_MILLIS))
                .block();
        Schedulers.shutdownNow();
        socket.close();
        try {
            receiver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

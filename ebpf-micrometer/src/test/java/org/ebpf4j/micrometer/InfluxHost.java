// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A service with an Influx registry and the server that it sends to. */
final class InfluxHost implements AutoCloseable {
    private static final Duration STEP = Duration.ofMinutes(1);

    final Registry registry;
    private final HttpServer server;
    private final MockClock clock = new MockClock();
    private final List<String> received = new ArrayList<>();

    /** Publishes when it is told to. */
    static final class Registry extends InfluxMeterRegistry {
        private Registry(InfluxConfig config, Clock clock) {
            super(config, clock);
        }

        @Override
        protected void publish() {
            super.publish();
        }
    }

    InfluxHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        registry = new Registry(config("http://localhost:" + server.getAddress().getPort()), clock);
    }

    private static InfluxConfig config(String uri) {
        return new InfluxConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public boolean enabled() {
                return false; // Publishes when a test says so.
            }

            @Override
            public Duration step() {
                return STEP;
            }

            @Override
            public String uri() {
                return uri;
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/write")) {
                boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                InputStream body = exchange.getRequestBody();
                try (InputStream plain = zipped ? new GZIPInputStream(body) : body) {
                    String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
                    synchronized (received) {
                        received.addAll(List.of(text.split("\n", -1)));
                    }
                }
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.sendResponseHeaders(200, -1); // The registry makes its database first.
            }
        }
    }

    /** Lets a step pass and publishes; gives what arrived. */
    List<InfluxLine> publish() {
        clock.add(STEP);
        registry.publish();
        List<InfluxLine> lines = new ArrayList<>();
        synchronized (received) {
            received.forEach(line -> lines.add(InfluxLine.parse(line)));
            received.clear();
        }
        if (lines.isEmpty()) {
            throw new AssertionError("nothing was published");
        }
        return lines;
    }

    @Override
    public void close() {
        registry.close();
        server.stop(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ebpf4j.BpfException;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.micrometer.ProgramStatus;
import org.ebpf4j.micrometer.catalog.EbpfCatalog;
import org.ebpf4j.micrometer.exporter.EbpfExporterConfig;

/** Serves {@code /metrics}: what the JVM says of itself, and what the kernel says of it. */
public final class Service implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final EbpfMetrics kernel;
    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> new Thread(task, "http-worker"));
    private final HttpServer server;

    Service(ServiceOptions options) throws IOException {
        EbpfMetrics.Builder metrics = EbpfMetrics.builder();
        sources(options).forEach(metrics::add);
        kernel = metrics.build();
        server = HttpServer.create(new InetSocketAddress(options.port()), 0);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        kernel.bindTo(registry);
        server.createContext("/metrics", this::serve);
        server.setExecutor(workers);
        server.start();
    }

    private static List<MetricsSource> sources(ServiceOptions options) {
        List<MetricsSource> sources = new ArrayList<>();
        if (!options.metrics().isEmpty()) {
            sources.addAll(EbpfCatalog.named(options.metrics()));
        }
        if (!options.configs().isEmpty()) {
            EbpfExporterConfig config = EbpfExporterConfig.read(
                    options.configDirectory(), options.configs().toArray(String[]::new));
            sources.addAll((options.strict() ? config.strict() : config).sources());
        }
        return sources;
    }

    /**
     * Runs the service until the process is told to stop.
     *
     * @param arguments {@code [--port PORT] [--metrics NAME,...] [--config-dir DIR] [--config NAME,...] [--strict] [--check]}; {@code --metrics} names
     *     ready-made metrics as the catalog does, {@code --config} ebpf_exporter's configurations, some metrics run where neither does, and with {@code --check} the process ends at once, with 0 where all is up
     * @throws IOException where the port can't be had for another reason than being taken
     */
    public static void main(String[] arguments) throws IOException {
        ServiceOptions options;
        try {
            options = ServiceOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; " + ServiceOptions.USAGE);
            System.exit(2);
            return;
        }
        try {
            Service service = new Service(options);
            service.report(System.out);
            if (options.check()) {
                boolean up = service.allUp();
                service.close();
                System.exit(up ? 0 : 1);
            }
            System.out.println("serving http://localhost:" + service.port() + "/metrics");
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
        } catch (IllegalArgumentException | BpfException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (BindException e) {
            System.err.println("port " + options.port() + " is taken; choose another with --port PORT");
            System.exit(1);
        }
    }

    /** Prints one line for each program. */
    private void report(PrintStream out) {
        for (ProgramStatus status : kernel.status()) {
            out.printf("%-10s %s%n", status.program(), status.describe());
        }
    }

    private boolean allUp() {
        return kernel.status().stream().allMatch(status -> status.state() == ProgramStatus.State.UP);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdown();
        kernel.close();
        garbageCollection.close();
        registry.close();
    }
}

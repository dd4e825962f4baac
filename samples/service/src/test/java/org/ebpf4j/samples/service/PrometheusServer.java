// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Prometheus server of the test's own, which scrapes one service every second. */
final class PrometheusServer implements AutoCloseable {
    private final Process process;
    private final String address;
    private final Path log;

    /**
     * A sample.
     *
     * @param time in seconds since 1970
     * @param value as it was scraped
     */
    record Sample(double time, double value) {}

    /** With files of rules, which it evaluates every second. */
    PrometheusServer(Path directory, int target, Path... rules) throws IOException, InterruptedException {
        Path config = directory.resolve("prometheus.yml");
        log = directory.resolve("prometheus.log");
        Files.writeString(
                config, """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files: %s
                scrape_configs:
                  - job_name: service
                    static_configs:
                      - targets: ['localhost:%d']
                """.formatted(Stream.of(rules).map(Path::toAbsolutePath).toList(), target));
        address = "127.0.0.1:" + freePort();
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=" + address,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Commands.await("the server is ready", this::ready);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean ready() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("prometheus ended: " + Files.readString(log));
        }
        try {
            return ((HttpURLConnection) URI.create("http://" + address + "/-/ready")
                                    .toURL()
                                    .openConnection())
                            .getResponseCode()
                    == 200;
        } catch (IOException e) {
            return false; // Not yet.
        }
    }

    /** What a path of the API gives as its data. */
    Object get(String path) throws IOException {
        try (InputStream in =
                URI.create("http://" + address + "/api/v1/" + path).toURL().openStream()) {
            Object answer = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!"success".equals(Json.member(answer, "status"))) {
                throw new AssertionError(path + ": " + answer);
            }
            return Json.member(answer, "data");
        }
    }

    private List<?> query(String expression, double time) throws IOException {
        String at = String.format(java.util.Locale.ROOT, "%.3f", time);
        String path = "query?time=" + at + "&query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return (List<?>) Json.member(get(path), "result");
    }

    /** An expression's value for each series of it, by one of its labels. */
    Map<String, Double> values(String expression, String label, double time) throws IOException {
        Map<String, Double> values = new TreeMap<>();
        for (Object series : query(expression, time)) {
            List<?> value = (List<?>) Json.member(series, "value");
            String name = String.valueOf(((Map<?, ?>) Json.member(series, "metric")).get(label));
            values.put(name, Double.valueOf(((String) value.get(1)).replace("+Inf", "Infinity")));
        }
        return values;
    }

    /** An expression's only value; NaN where it has none. */
    double value(String expression, double time) throws IOException {
        Map<String, Double> values = values(expression, "instance", time);
        if (values.size() > 1) {
            throw new AssertionError(expression + " has several values: " + values);
        }
        return values.values().stream().findFirst().orElse(Double.NaN);
    }

    /** The samples of the only series in a range. */
    List<Sample> samples(String range, double time) throws IOException {
        List<?> series = query(range, time);
        if (series.size() != 1) {
            throw new AssertionError(range + " has not one series: " + series);
        }
        List<Sample> samples = new ArrayList<>();
        for (Object pair : (List<?>) Json.member(series.get(0), "values")) {
            List<?> sample = (List<?>) pair;
            samples.add(new Sample((Double) sample.get(0), Double.parseDouble((String) sample.get(1))));
        }
        return samples;
    }

    /** Now, as the server's clock has it, which is ours. */
    static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The service as its user runs it, in a process of its own. */
final class ServiceProcess implements AutoCloseable {
    private static final String SERVING = "serving http://localhost:";

    private final Process process;
    private final List<String> said = new ArrayList<>();
    private int port;

    /**
     * Starts the service and waits until it serves.
     *
     * @param port 0 for any
     * @param options more of the command line
     */
    ServiceProcess(int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Service.class.getName(),
                "--port",
                Integer.toString(port)));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(SERVING)) {
                this.port = Integer.parseInt(line.substring(SERVING.length(), line.lastIndexOf('/')));
                return;
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the service did not start: " + said);
    }

    int port() {
        return port;
    }

    /** What it serves about one disk, by the rest of the name and the labels. */
    Map<String, Double> writes(String disk) throws IOException {
        Map<String, Double> samples = new TreeMap<>();
        try (InputStream in =
                URI.create("http://localhost:" + port + "/metrics").toURL().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String latency = "ebpf_blockio_latency_seconds_";
            String labels = "{device=\"" + disk + "\",operation=\"write\"";
            text.lines()
                    .filter(line -> line.startsWith(latency) && line.contains(labels))
                    .forEach(line -> {
                        String name = line.substring(latency.length(), line.indexOf('{'));
                        int le = line.indexOf("le=\"");
                        String bound = le < 0 ? "" : line.substring(le + 4, line.indexOf('"', le + 4));
                        samples.put(name + bound, Double.valueOf(line.substring(line.lastIndexOf(' '))));
                    });
        }
        return samples;
    }

    /** Ends it as its user would; nothing more is left of it then. */
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}

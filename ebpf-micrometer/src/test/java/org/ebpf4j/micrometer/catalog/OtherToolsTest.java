// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import static java.util.stream.Collectors.joining;
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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.MetricsSource;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.ebpf4j.testkit.PrivateNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools that others wrote say of the same events. */
@Tag("host") // The tools' programs are in guests, but not what they need to run.
@KernelTest(
        needs = {Need.BPF, Need.BTF, Need.TRACING, Need.TRACEFS, Need.PACKAGED_OBJECTS, Need.LOOP_DEVICE, Need.NET_ADMIN
        })
class OtherToolsTest {
    /** Most events that only one of two may see: now and then the kernel leaves one out. */
    private static final int MISSED = 4;

    /** From here on it does not matter which of two programs at the same tracepoint runs first. */
    private static final long LONG_MICROS = 256;

    private static final int PORT = 7001;
    private static final int REFUSING_PORT = 7002;
    private static final int LAST_PORT = 7003;
    private static final int CONNECTS = 20;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private static EbpfMetrics metrics(Kernel kernel, MetricsSource... sources) {
        EbpfMetrics.Builder builder = EbpfMetrics.builder().kernel(kernel);
        List.of(sources).forEach(builder::add);
        return builder.build();
    }

    private void bind(EbpfMetrics metrics) {
        metrics.bindTo(registry);
        metrics.status().forEach(status -> assertEquals("up", status.describe()));
    }

    private Map<String, Double> scraped(String metric, String label) {
        return Scrape.byLabel(registry.scrape(), metric, label);
    }

    private static long total(Map<Long, Long> slots) {
        return slots.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Compares counts, and how many were longer than each limit of the tool's that is long enough. */
    private static void assertSameTimes(Map<Long, Long> micros, String scrape, String metric) {
        Map<String, Double> buckets = Scrape.byLabel(scrape, metric + "_bucket", "le");
        double counted = buckets.getOrDefault("+Inf", 0.0);
        String both = micros + " of the tool, " + buckets;
        assertEquals((double) total(micros), counted, MISSED, both);
        for (long limit = LONG_MICROS; limit < 1 << 26; limit *= 2) {
            long end = limit;
            long below = micros.entrySet().stream()
                    .filter(slot -> slot.getKey() < end)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            double ours = buckets.entrySet().stream()
                    .filter(bucket -> !bucket.getKey().equals("+Inf"))
                    .filter(bucket -> Double.parseDouble(bucket.getKey()) * 1e6 < end * 1.01)
                    .mapToDouble(Map.Entry::getValue)
                    .max()
                    .orElseThrow();
            assertEquals((double) below, ours, counted * 0.1 + MISSED, "below " + limit + " µs: " + both);
        }
    }

    @Test
    void runqlatSaysTheSameOfTheRunQueue(Kernel kernel) throws Exception {
        Process competitor = new ProcessBuilder("taskset", "-c", "0", "sh", "-c", "while :; do :; done").start();
        try (WaitingShell shell = WaitingShell.of("taskset -p -c 0 $$ >/dev/null; i=0; while [ $i -lt 300 ]; do"
                        + " i=$((i+1)); /bin/true; done; while [ $i -lt 300000 ]; do i=$((i+1)); done");
                EbpfMetrics metrics = metrics(kernel, RunQueueMetrics.of(Scope.process(shell.pid())));
                OtherTool runqlat = OtherTool.start("runqlat", "-p", Long.toString(shell.pid()))) {
            bind(metrics);
            shell.run();
            assertSameTimes(runqlat.stopHistogram(), registry.scrape(), "ebpf_runqueue_latency_seconds");
            assertTrue(scraped("ebpf_runqueue_latency_seconds_bucket", "le").getOrDefault("+Inf", 0.0) > 300);
        } finally {
            competitor.destroyForcibly().waitFor();
        }
    }

    private static WaitingShell sleepy() throws Exception {
        return WaitingShell.of("i=0; while [ $i -lt 40 ]; do i=$((i+1)); sleep 0.01; done");
    }

    @Test
    void cpudistSaysTheSameOfWaiting(Kernel kernel) throws Exception {
        try (WaitingShell shell = sleepy();
                EbpfMetrics metrics = metrics(kernel, OffCpuMetrics.of(Scope.process(shell.pid())));
                OtherTool cpudist = OtherTool.start("cpudist", "-O", "-p", Long.toString(shell.pid()))) {
            bind(metrics);
            shell.run();
            assertSameTimes(cpudist.stopHistogram(), registry.scrape(), "ebpf_offcpu_time_seconds");
            assertTrue(scraped("ebpf_offcpu_time_seconds_bucket", "le").getOrDefault("+Inf", 0.0) > 40);
        }
    }

    @Test
    void offcputimeSaysTheSameOfWaiting(Kernel kernel) throws Exception {
        try (WaitingShell shell = sleepy();
                EbpfMetrics metrics = metrics(kernel, OffCpuMetrics.of(Scope.process(shell.pid())));
                OtherTool offcputime = OtherTool.startSilent("offcputime", "-p", Long.toString(shell.pid()))) {
            bind(metrics);
            shell.run();
            // A number alone on its line, below the stack that it is of.
            double told = offcputime.stop().stream()
                            .filter(line -> line.strip().matches("\\d+"))
                            .mapToLong(line -> Long.parseLong(line.strip()))
                            .sum()
                    / 1e6;
            double sum = scraped("ebpf_offcpu_time_seconds_sum", "reason").values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertTrue(sum > 0.4, "nothing to measure: " + sum + " s");
            assertEquals(told, sum, told * 0.1);
        }
    }

    /** A column of syscount's table by its first. */
    private static Map<String, Double> table(List<List<String>> lines, int column) {
        Map<String, Double> table = new HashMap<>();
        lines.stream()
                .filter(words -> words.size() > column && words.get(1).matches("\\d+"))
                .forEach(words -> table.put(words.get(0), Double.valueOf(words.get(column))));
        return table;
    }

    @Test
    void syscountSaysTheSameOfSystemCalls(Kernel kernel) throws Exception {
        try (WaitingShell shell = WaitingShell.of(
                "i=0; while [ $i -lt 50 ]; do i=$((i+1)); sleep 0.01; cd /;" + " cd /nowhere 2>/dev/null; done")) {
            Scope scope = Scope.process(shell.pid());
            String[] command = {"syscount", "-T", "500", "-p", Long.toString(shell.pid()), "-L"};
            String[] failures = {"syscount", "-T", "500", "-p", Long.toString(shell.pid()), "-x"};
            try (EbpfMetrics metrics = metrics(
                            kernel,
                            SystemCallMetrics.calls(scope),
                            SystemCallMetrics.latency(scope),
                            SystemCallMetrics.errors(scope));
                    OtherTool syscount = OtherTool.start(command);
                    OtherTool failing = OtherTool.start(failures)) {
                bind(metrics);
                shell.run();
                List<List<String>> told = syscount.stopWords();
                Map<String, Double> calls = table(told, 1);
                assertEquals(100, calls.getOrDefault("chdir", 0.0), told.toString());
                // Where it ends, the kernel does not know its number any more.
                calls.put("rt_sigreturn", calls.getOrDefault("vfork", 0.0));
                assertEquals(calls, scraped("ebpf_syscall_latency_seconds_count", "syscall"));
                // It was in a read before the two began to look, and is in another one.
                calls.merge("read", 1.0, Double::sum);
                assertEquals(calls, scraped("ebpf_syscall_calls_total", "syscall"));
                assertEquals(table(failing.stopWords(), 1), scraped("ebpf_syscall_errors_total", "syscall"));
                Map<String, Double> sums = scraped("ebpf_syscall_latency_seconds_sum", "syscall");
                // Of the others there is little but what the programs themselves take.
                double waited = table(told, 2).getOrDefault("wait4", 0.0) / 1e6;
                assertTrue(waited > 0.5, "nothing to measure: " + waited + " s");
                assertEquals(waited, sums.getOrDefault("wait4", 0.0), waited * 0.1);
            }
        }
    }

    @Test
    void biolatencyAndBitesizeSayTheSameOfADisk(Kernel kernel, @TempDir Path directory) throws Exception {
        try (LoopDisk disk = LoopDisk.create(directory, 2000);
                EbpfMetrics metrics = metrics(kernel, BlockIoMetrics.host());
                OtherTool biolatency = OtherTool.start("biolatency", "-d", disk.name());
                OtherTool bitesize = OtherTool.start("bitesize", "-d", disk.name())) {
            bind(metrics);
            disk.write(1000);
            disk.write(32 << 10, 200);
            String device = "device=\"" + disk.name() + "\"";
            String scrape = registry.scrape()
                    .lines()
                    .filter(line -> line.contains(device))
                    .collect(joining("\n"));
            assertSameTimes(biolatency.stopHistogram(), scrape, "ebpf_blockio_latency_seconds");
            Map<Long, Long> kibibytes = new TreeMap<>(bitesize.stopHistogram());
            kibibytes.values().removeIf(count -> count == 0);
            Map<String, Double> buckets = Scrape.byLabel(scrape, "ebpf_blockio_size_bytes_bucket", "le");
            assertEquals(Map.of(4L, 1000L, 32L, 200L), kibibytes);
            assertEquals(0, buckets.getOrDefault("2048.0", 0.0));
            assertEquals(1000, buckets.getOrDefault("4096.0", 0.0), MISSED);
            assertEquals(1000, buckets.getOrDefault("16384.0", 0.0), MISSED);
            assertEquals(1200, buckets.getOrDefault("32768.0", 0.0), MISSED);
            assertEquals(1200, buckets.getOrDefault("+Inf", 0.0), MISSED);
        }
    }

    private static int connect(int port) throws IOException {
        int failed = 0;
        for (int i = 0; i < CONNECTS; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (ConnectException e) {
                failed++;
            }
        }
        return failed;
    }

    /** The time that each connect took, by tcpstates: its lines end with OLDSTATE -> NEWSTATE MS. */
    private static List<Double> connects(List<List<String>> lines, int port, String end) {
        return lines.stream()
                .filter(words -> words.contains(Integer.toString(port)))
                .map(words -> words.subList(words.size() - 4, words.size()))
                .filter(words -> words.subList(0, 3).equals(List.of("SYN_SENT", "->", end)))
                .map(words -> Double.parseDouble(words.get(3)) / 1e3)
                .toList();
    }

    private void assertSameConnects(List<Double> seconds, int port, String result) {
        String labels = "{port=\"" + port + "\",result=\"" + result + "\"}";
        String scrape = registry.scrape();
        assertEquals(CONNECTS, seconds.size(), seconds.toString());
        assertEquals(CONNECTS, Scrape.value(scrape, "ebpf_tcp_connect_latency_seconds_count" + labels));
        double told = seconds.stream().mapToDouble(Double::doubleValue).sum();
        // One program runs behind the other, at the beginning and at the end.
        assertEquals(
                told,
                Scrape.value(scrape, "ebpf_tcp_connect_latency_seconds_sum" + labels),
                told * 0.1 + CONNECTS * 10e-6);
    }

    @Test
    void tcpstatesSaysTheSameOfConnects(Kernel kernel) throws Exception {
        try (PrivateNetwork network = new PrivateNetwork();
                EbpfMetrics metrics = metrics(kernel, TcpMetrics.network(network.namespace()));
                OtherTool tcpstates = OtherTool.start("tcpstates")) {
            bind(metrics);
            network.run(() -> {
                try (ServerSocket server = new ServerSocket(PORT, CONNECTS, InetAddress.getLoopbackAddress())) {
                    assertEquals(0, connect(server.getLocalPort()));
                    assertEquals(CONNECTS, connect(REFUSING_PORT));
                    assertEquals(CONNECTS, connect(LAST_PORT));
                }
                return CONNECTS;
            });
            tcpstates.await(line -> line.matches(".* " + LAST_PORT + " +SYN_SENT +-> CLOSE .*"));
            List<List<String>> told = tcpstates.stopWords();
            assertSameConnects(connects(told, PORT, "ESTABLISHED"), PORT, "ok");
            assertSameConnects(connects(told, REFUSING_PORT, "CLOSE"), REFUSING_PORT, "ECONNREFUSED");
        }
    }

    @Test
    void execsnoopAndExitsnoopSayTheSameOfChildren(Kernel kernel) throws Exception {
        String script =
                "for i in 1 2 3 4 5; do /bin/true; done; /bin/false; /bin/false; sh -c 'kill -9 $$' 2>/dev/null;"
                        + " /bin/sleep 0";
        try (WaitingShell shell = WaitingShell.of(script);
                EbpfMetrics metrics = metrics(kernel, ProcessMetrics.of(Scope.process(shell.pid())));
                OtherTool execsnoop = OtherTool.start("execsnoop");
                OtherTool exitsnoop = OtherTool.start("exitsnoop")) {
            bind(metrics);
            String parent = Long.toString(shell.pid());
            shell.run();
            execsnoop.await(line -> line.matches("sleep +\\d+ +" + parent + " .*"));
            exitsnoop.await(line -> line.matches("sleep +\\d+ +" + parent + " .*"));
            List<List<String>> begun = execsnoop.stopWords().stream()
                    .filter(words -> words.size() > 3 && words.get(2).equals(parent))
                    .toList();
            assertEquals(9, begun.size(), begun.toString());
            assertEquals(begun.size(), Scrape.value(registry.scrape(), "ebpf_process_execs_total"));
            Map<String, Double> ends = new HashMap<>();
            exitsnoop.stopWords().stream()
                    .filter(words -> words.size() > 5 && words.get(2).equals(parent))
                    .map(words -> switch (words.get(5)) {
                        case "0" -> "good";
                        case "code" -> "bad";
                        default -> "killed";
                    })
                    .forEach(result -> ends.merge(result, 1.0, Double::sum));
            assertEquals(Map.of("good", 6.0, "bad", 2.0, "killed", 1.0), ends);
            assertEquals(ends, scraped("ebpf_process_exits_total", "result"));
        }
    }

    @Test
    void sigsnoopSaysTheSameOfSignals(Kernel kernel) throws Exception {
        try (WaitingShell shell = WaitingShell.of(":");
                EbpfMetrics metrics = metrics(kernel, SignalMetrics.of(Scope.process(shell.pid())));
                OtherTool sigsnoop = OtherTool.start("sigsnoop")) {
            bind(metrics);
            String receiver = Long.toString(shell.pid());
            Commands.run(
                    "sh", "-c", "for i in 1 2 3 4 5 6; do kill -CONT $0; kill -URG $0; done; kill -KILL $0", receiver);
            // TIME PID COMM SIG TPID RESULT, and there may be spaces in the name.
            sigsnoop.await(line -> line.matches(".* 9 +" + receiver + " +0 *"));
            Map<String, Double> told = new HashMap<>();
            Map<String, String> names = Map.of("18", "SIGCONT", "23", "SIGURG", "9", "SIGKILL");
            sigsnoop.stopWords().stream()
                    .filter(words ->
                            words.size() > 5 && words.get(words.size() - 2).equals(receiver))
                    .forEach(words ->
                            told.merge(names.getOrDefault(words.get(words.size() - 3), "other"), 1.0, Double::sum));
            assertEquals(Map.of("SIGCONT", 6.0, "SIGURG", 6.0, "SIGKILL", 1.0), told);
            assertEquals(told, scraped("ebpf_signals_total", "signal"));
        }
    }
}

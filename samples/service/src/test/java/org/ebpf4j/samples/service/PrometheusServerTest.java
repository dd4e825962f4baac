// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Prometheus server answers about the service, against what the kernel's statistics and the one who wrote say of the same writes. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.LOOP_DEVICE, Need.FREEZING, Need.PROMETHEUS})
class PrometheusServerTest {
    private static final String METRIC = "ebpf_blockio_latency_seconds";
    private static final int BEFORE = 100;
    private static final int FAST = 300;
    private static final int SLOW = 4;
    private static final int AGAIN = 50;
    private static final int WINDOW = 300;

    /**
     * Most events that may not come to the program: the kernel passes one by now and then where anybody attaches another program to the tracepoint, or
     * takes one off.
     */
    private static final double MISSED = 1;

    @TempDir
    Path directory;

    @Test
    void queriesAnswerWhatTheDiskDid() throws Exception {
        try (SlowDisk disk = SlowDisk.create(directory);
                ServiceProcess service = new ServiceProcess(0);
                PrometheusServer server = new PrometheusServer(directory, service.port())) {
            String labels = "{device=\"" + disk.name() + "\",operation=\"write\"";
            String count = METRIC + "_count" + labels + "}";
            String buckets = METRIC + "_bucket" + labels + "}";
            long writes = disk.writes();
            long writingMillis = disk.writingMillis();
            disk.write(BEFORE);
            scraped(server, count, service, disk);
            double fast = disk.write(FAST);
            double least = Double.MAX_VALUE;
            double most = 0;
            double slow = 0;
            for (int i = 0; i < SLOW; i++) {
                SlowDisk.Took took = disk.writeSlowly(300);
                least = Math.min(least, took.least());
                most = Math.max(most, took.most());
                slow += took.least();
            }
            double now = scraped(server, count, service, disk);

            // As stored, it is what the service serves and what the kernel counts.
            assertEquals(BEFORE + FAST + SLOW, disk.writes() - writes);
            assertEquals(BEFORE + FAST + SLOW, server.value(count, now), MISSED);
            Map<String, Double> served = service.writes(disk.name());
            assertEquals(served.get("count"), server.value(count, now));
            Map<String, Double> stored = new TreeMap<>();
            server.values(buckets, "le", now).forEach((bound, value) -> stored.put(bound(bound), value));
            Map<String, Double> expected = new TreeMap<>();
            served.forEach((name, value) -> {
                if (name.startsWith("bucket")) {
                    expected.put(bound(name.substring("bucket".length())), value);
                }
            });
            assertEquals(28, expected.size());
            assertEquals(expected, stored);
            double sum = server.value(METRIC + "_sum" + labels + "}", now);
            assertEquals(served.get("sum"), sum);
            // The kernel's account begins a little earlier and ends a little later, and is cut to milliseconds.
            double account = disk.writingMillis() - writingMillis + 1;
            assertTrue(sum * 1e3 <= account && sum >= slow, sum + " s, of " + slow + " s to " + account + " ms");

            // Half of the fast ones took at most twice their mean, and the last of all were slow.
            for (String of : List.of(buckets, "rate(" + buckets + "[" + WINDOW + "s])")) {
                double median = server.value("histogram_quantile(0.4, " + of + ")", now);
                assertTrue(median > 0 && median <= above(2 * fast / FAST), median + " s, of at most " + fast / FAST);
                double tail = server.value("histogram_quantile(0.995, " + of + ")", now);
                assertTrue(tail > below(least) && tail <= above(most), tail + " s, of " + least + " to " + most);
            }
            increased(server, count, FAST + SLOW, now);

            assertEquals(1, server.value("up", now));
            assertEquals(
                    Map.of("timers", 1.0, "runqueue", 1.0, "blockio", 1.0), server.values("ebpf_up", "program", now));
            assertTrue(server.value("sum(rate(ebpf_runqueue_latency_seconds_count[" + WINDOW + "s]))", now) > 0);
            assertTrue(server.get("metadata?metric=" + METRIC).toString().contains("type=histogram"));
            String targets = server.get("targets").toString();
            assertTrue(targets.contains("lastError=,"), targets);

            // A service that starts over is a reset to Prometheus, and costs nothing of what was counted.
            service.stop();
            try (ServiceProcess another = new ServiceProcess(service.port())) {
                disk.write(AGAIN);
                now = scraped(server, count, another, disk);
                assertEquals(AGAIN, server.value(count, now), MISSED);
                assertEquals(1, server.value("resets(" + count + "[" + WINDOW + "s])", now));
                increased(server, count, FAST + SLOW + AGAIN, now);
            }
        }
    }

    /** Waits until the server has what the service serves about a disk that rests, and says when that was. */
    private static double scraped(PrometheusServer server, String count, ServiceProcess service, SlowDisk disk)
            throws IOException, InterruptedException {
        double served = service.writes(disk.name()).getOrDefault("count", 0.0);
        Commands.await(count + " is " + served, () -> server.value(count, PrometheusServer.now()) == served);
        return PrometheusServer.now();
    }

    /** What {@code increase} may answer: what came in between the first and the last scrape, or more, for the time before the first and behind the last. */
    private static void increased(PrometheusServer server, String count, double events, double now) throws IOException {
        String range = count + "[" + WINDOW + "s]";
        List<PrometheusServer.Sample> samples = server.samples(range, now);
        PrometheusServer.Sample last = samples.get(samples.size() - 1);
        double scraped = 0;
        for (int i = 1; i < samples.size(); i++) {
            double before = samples.get(i - 1).value();
            double value = samples.get(i).value();
            scraped += value >= before ? value - before : value;
        }
        assertEquals(events, scraped, 2 * MISSED, samples.toString());
        double increase = server.value("increase(" + range + ")", now);
        // Of the window, no more than one scrape's time is added at either end.
        double seconds = last.time() - samples.get(0).time();
        assertTrue(
                increase >= scraped
                        && increase <= scraped * (seconds + 2 * 1.1 * seconds / (samples.size() - 1)) / seconds,
                increase + " of " + samples);
        assertEquals(increase / WINDOW, server.value("rate(" + range + ")", now), increase * 1e-9);
    }

    private static String bound(String le) {
        return le.equals("+Inf") ? le : Double.valueOf(le).toString();
    }

    /** The bound of the bucket that a time is in. */
    private static double above(double seconds) {
        double bound = 1e-6;
        while (bound < seconds) {
            bound *= 2;
        }
        return bound * (1 + 1e-12);
    }

    /** The bound of the bucket before that. */
    private static double below(double seconds) {
        return above(seconds) / 2 * (1 - 1e-11);
    }
}

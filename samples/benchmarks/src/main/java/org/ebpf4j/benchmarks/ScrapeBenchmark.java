// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A Prometheus scrape, its text written to a stream as endpoints do, of a thousand histograms with 28 buckets: read from a map of the kernel, and recorded by Micrometer itself. All
 * of them change from scrape to scrape.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class ScrapeBenchmark extends PairedBenchmark {
    /** How many histograms. */
    static final int SERIES = 1000;
    /** How many buckets with an upper bound each has, in seconds from a microsecond on. */
    static final int BOUNDS = 27;

    private SeriesSource source;
    private List<DistributionSummary> recorded;
    private PrometheusMeterRegistry ours;
    private PrometheusMeterRegistry theirs;

    /** Makes an instance, as JMH does. */
    public ScrapeBenchmark() {}

    @Override
    Turns open() {
        ours = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        source = SeriesSource.bind(
                EbpfMetrics.builder(),
                SeriesSource.object()
                        .histogram("bench_latency", h -> h.name("latency").exp2(Duration.ofNanos(1000), BOUNDS)),
                "bench_latency",
                SERIES,
                ours);
        recorded = summaries(theirs);
        long lines = buckets(ours);
        if (lines != SERIES * (BOUNDS + 1L) || buckets(theirs) != lines) {
            throw new IllegalStateException("the sides show " + lines + " and " + buckets(theirs) + " buckets");
        }
        return new Turns(source::grow, () -> scraped(ours), this::record, () -> scraped(theirs), 1);
    }

    /** As many histograms with the same buckets in a registry that are recorded natively. */
    static List<DistributionSummary> summaries(io.micrometer.core.instrument.MeterRegistry registry) {
        double[] bounds =
                DoubleStream.iterate(1e-6, bound -> bound * 2).limit(BOUNDS).toArray();
        List<DistributionSummary> all = new ArrayList<>();
        for (int id = 0; id < SERIES; id++) {
            all.add(DistributionSummary.builder("latency")
                    .baseUnit("seconds")
                    .tag("id", Integer.toString(id))
                    .serviceLevelObjectives(bounds)
                    .register(registry));
        }
        return all;
    }

    private static long buckets(PrometheusMeterRegistry registry) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("latency_seconds_bucket"))
                .count();
    }

    private static long scraped(PrometheusMeterRegistry registry) {
        try {
            registry.scrape(OutputStream.nullOutputStream());
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record() {
        recorded.forEach(summary -> summary.record(1e-3));
    }

    @Override
    void close() {
        source.close();
    }
}

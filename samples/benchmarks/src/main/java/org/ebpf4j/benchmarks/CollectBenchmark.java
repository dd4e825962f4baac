// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a Prometheus scrape does before it writes text, of many counters: read from a map of the kernel, and counted by Micrometer itself. All of them
 * change from scrape to scrape.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class CollectBenchmark extends PairedBenchmark {
    /** How many counters, as the map's name has it. */
    @Param("10k")
    public String size;

    private SeriesSource source;
    private List<Counter> counted;

    /** Makes an instance, as JMH does. */
    public CollectBenchmark() {}

    @Override
    Turns open() {
        int series = Integer.parseInt(size.replace("k", "000"));
        String map = "bench_" + size;
        PrometheusMeterRegistry ours = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        source = SeriesSource.bind(
                EbpfMetrics.builder(), SeriesSource.object().counter(map, c -> c.name("things")), map, series, ours);
        counted = new ArrayList<>();
        for (int id = 0; id < series; id++) {
            counted.add(
                    Counter.builder("things").tag("id", Integer.toString(id)).register(theirs));
        }
        return new Turns(source::grow, () -> collected(ours), this::record, () -> collected(theirs), series);
    }

    private static long collected(PrometheusMeterRegistry registry) {
        for (MetricSnapshot metric : registry.getPrometheusRegistry().scrape()) {
            if (metric.getMetadata().getName().startsWith("things") && metric instanceof CounterSnapshot counters) {
                return counters.getDataPoints().size();
            }
        }
        return 0;
    }

    private void record() {
        counted.forEach(Counter::increment);
    }

    @Override
    void close() {
        source.close();
    }
}

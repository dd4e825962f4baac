// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.push.PushMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.ebpf4j.micrometer.EbpfMetrics;
import org.ebpf4j.micrometer.EbpfOtlpSender;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A publish by OTLP, up to the bytes that would be sent, of a thousand histograms with 28 buckets: read from a map of the kernel, and recorded by
 * Micrometer itself. All of them change from publish to publish.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class PublishBenchmark extends PairedBenchmark {
    /** Less than this can't hold so many histograms. */
    private static final int SMALLEST = ScrapeBenchmark.SERIES * ScrapeBenchmark.BOUNDS * Long.BYTES;

    private final MethodHandle publish = publish();
    private SeriesSource source;
    private List<DistributionSummary> recorded;
    private int sent;

    /** Makes an instance, as JMH does. */
    public PublishBenchmark() {}

    @Override
    Turns open() {
        EbpfOtlpSender sender = new EbpfOtlpSender(this::send);
        OtlpMeterRegistry ours = registry(sender);
        OtlpMeterRegistry theirs = registry(this::send);
        source = SeriesSource.bind(
                EbpfMetrics.builder().otlp(sender),
                SeriesSource.object()
                        .histogram(
                                "bench_latency",
                                h -> h.name("latency").exp2(Duration.ofNanos(1000), ScrapeBenchmark.BOUNDS)),
                "bench_latency",
                ScrapeBenchmark.SERIES,
                ours);
        recorded = ScrapeBenchmark.summaries(theirs);
        return new Turns(source::grow, () -> published(ours), this::record, () -> published(theirs), 1);
    }

    private void send(OtlpMetricsSender.Request request) {
        sent += request.getMetricsData().length;
    }

    private static OtlpMeterRegistry registry(OtlpMetricsSender sender) {
        return OtlpMeterRegistry.builder(new Config())
                .clock(Clock.SYSTEM)
                .metricsSender(sender)
                .build();
    }

    /** Publishes when the benchmark says so. */
    private static final class Config implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public boolean enabled() {
            return false;
        }
    }

    private static MethodHandle publish() {
        try {
            Method publish = PushMeterRegistry.class.getDeclaredMethod("publish");
            publish.setAccessible(true);
            return MethodHandles.lookup().unreflect(publish);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private long published(OtlpMeterRegistry registry) {
        sent = 0;
        try {
            publish.invoke(registry);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return sent > SMALLEST ? 1 : 0;
    }

    private void record() {
        recorded.forEach(summary -> summary.record(1e-3));
    }

    @Override
    void close() {
        source.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decode.LabelSink;
import org.ebpf4j.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** Families on {@link FakeMap}s, and binders of them. */
final class Fixtures {
    /** The names of all meters about a program with one map, sorted. */
    static final List<String> SELF = List.of(
            "ebpf.collect.duration",
            "ebpf.collect.errors",
            "ebpf.decode.errors",
            "ebpf.map.capacity",
            "ebpf.map.entries",
            "ebpf.programs.attached",
            "ebpf.series",
            "ebpf.series.dropped",
            "ebpf.status",
            "ebpf.up");

    private Fixtures() {}

    static MeterLayout counter(String name) {
        return counter(name, null, Scale.ONE);
    }

    static MeterLayout counter(String name, @Nullable String baseUnit, Scale scale) {
        return new MeterLayout.CounterLayout(name, "How many things were counted", baseUnit, ValueField.u64(0), scale);
    }

    /** A signed number in thousandths. */
    static MeterLayout gauge(String name) {
        return new MeterLayout.GaugeLayout(
                name,
                "How things stand",
                null,
                new ValueField(0, Long.BYTES, true),
                Scale.of(new BigDecimal("0.001")),
                Fold.SUM);
    }

    /** Three finite buckets of 1, 2 and 4 microseconds, one beyond them, and the sum in nanoseconds. */
    static MeterLayout histogram(String name) {
        List<ValueField> numbers = IntStream.range(0, 5)
                .mapToObj(slot -> ValueField.u64(slot * Long.BYTES))
                .toList();
        Buckets buckets = Buckets.ofTime(Buckets.doubling(BigDecimal.valueOf(1000), 3));
        return new MeterLayout.HistogramLayout(
                name, "How long things took", "seconds", buckets, BucketRange.all(buckets), numbers, null);
    }

    static KeyLabels label(String name, LongFunction<@Nullable String> text) {
        return new KeyLabels(List.of(new KeyLabels.Field(name, 0, Long.BYTES, decoder(text))));
    }

    static KeyLabels noLabels() {
        return new KeyLabels(List.of());
    }

    static KeyDecoder decoder(LongFunction<@Nullable String> text) {
        return decoder(Long.BYTES, text);
    }

    static KeyDecoder decoder(int size, LongFunction<@Nullable String> text) {
        return new KeyDecoder() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void decode(ByteBuffer field, LabelSink out) {
                String label = text.apply(size == Long.BYTES ? field.getLong() : field.getInt());
                if (label == null) {
                    out.drop();
                } else {
                    out.accept(label);
                }
            }
        };
    }

    static Family family(MeterLayout layout, KeyLabels labels, int limit, Tally tally) {
        return new Family(layout, labels, Long.BYTES, limit, Retention.NONE, tally);
    }

    static BoundSource source(String program, FakeMap map, MeterLayout layout, KeyLabels labels) {
        return source(program, map, layout, labels, new AtomicInteger());
    }

    static BoundSource source(String program, FakeMap map, MeterLayout layout, KeyLabels labels, AtomicInteger closed) {
        return new BoundSource(program, (kernel, tally) -> {
            Family family = family(layout, labels, 1000, tally);
            MapReader reader = new MapReader(program, 100, map, List.of(), List.of(family), tally);
            return new BoundSource.Loaded(
                    List.of(reader), List.of(), List.of(), List.of(), null, closed::incrementAndGet);
        });
    }

    static BoundSource failing(String program, RuntimeException failure) {
        return new BoundSource(program, (kernel, tally) -> {
            throw failure;
        });
    }

    static EbpfMetrics metrics(BoundSource... sources) {
        return metrics(EbpfMetrics.builder(), sources);
    }

    static EbpfMetrics metrics(EbpfMetrics.Builder builder, BoundSource... sources) {
        // None of the sources here looks at the kernel.
        Kernel none = (Kernel) java.lang.reflect.Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("a test without a kernel called " + method.getName());
                });
        return builder.kernel(none).maxAge(Duration.ofHours(1)).build(List.of(sources), Exporters.available());
    }

    static PrometheusMeterRegistry prometheus() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** The lines of a scrape that are about one metric, comments included. */
    static String lines(String scrape, String metric) {
        return scrape.lines()
                .filter(line -> line.contains(metric))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ebpf4j.map.RingBuffer;
import org.ebpf4j.micrometer.RecordedEvents;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The records of a ring buffer become a counter and a histogram by label: as {@code ObjectMetrics.events} has it, and by Micrometer's own meters, each
 * of which is at hand by the label's number.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // open() comes first
public class EventsBenchmark extends PairedBenchmark {
    /** Records of one block. */
    static final int RECORDS = 8_000;

    private static final int RING = 1 << 20;

    private final RecordedEvents events = new RecordedEvents();
    private final Counter[] counters = new Counter[RecordedEvents.SERIES];
    private final Timer[] timers = new Timer[RecordedEvents.SERIES];
    private RecordSource source;
    private RingBuffer ours;
    private RingBuffer theirs;

    /** Makes an instance, as JMH does. */
    public EventsBenchmark() {}

    @Override
    Turns open() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Duration[] bounds = IntStream.range(0, RecordedEvents.BOUNDS)
                .mapToObj(i -> Duration.ofNanos((long) RecordedEvents.FIRST_BOUND << i))
                .toArray(Duration[]::new);
        for (int id = 0; id < RecordedEvents.SERIES; id++) {
            String label = Integer.toString(id);
            counters[id] = Counter.builder("calls").tag("id", label).register(registry);
            timers[id] = Timer.builder("times")
                    .tag("id", label)
                    .serviceLevelObjectives(bounds)
                    .register(registry);
        }
        source = RecordSource.open(RING);
        ours = source.object().ringBuffer("records", events::take);
        theirs = source.object().ringBuffer("records", this::record);
        fill();
        show();
        fill();
        theirs.drain();
        double counted = Arrays.stream(counters).mapToDouble(Counter::count).sum();
        if (events.counted() != RECORDS || counted != RECORDS) {
            throw new IllegalStateException("the sides counted " + events.counted() + " and " + counted);
        }
        return new Turns(this::fill, this::show, this::fill, theirs::drain, RECORDS);
    }

    private void fill() {
        source.fill("64", RECORDS);
    }

    private long show() {
        long records = ours.drain();
        events.publish();
        return records;
    }

    private void record(ByteBuffer record) {
        long number = record.getLong(record.position());
        int id = (int) number & RecordedEvents.SERIES - 1;
        counters[id].increment();
        timers[id].record(number, TimeUnit.NANOSECONDS);
    }

    @Override
    void close() {
        theirs.close();
        ours.close();
        source.close();
    }
}

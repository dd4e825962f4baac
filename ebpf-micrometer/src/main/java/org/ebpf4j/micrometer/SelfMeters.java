// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters about the programs themselves, in one registry. {@code ebpf.up} is also how two binders see each other there: the second finds the
 * first's and leaves that program to it, for two of the same metric would be counted twice, or fail the scrape.
 */
final class SelfMeters {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /** What {@code ebpf.up} shows, and who is told that it was asked. */
    private record Up(BoundSource source, Runnable read) {
        double value() {
            read.run();
            return source.up();
        }
    }

    private final MeterRegistry leaf;
    private final Tags tags;
    private final ReadSignal reads;
    private final OwnMeters meters;
    private final Set<BoundSource> elsewhere = new HashSet<>();

    SelfMeters(MeterRegistry leaf, List<BoundSource> sources, Tags tags, ReadSignal reads) {
        this.leaf = leaf;
        this.tags = tags;
        this.reads = reads;
        this.meters = new OwnMeters(leaf);
        meters.lookAround();
        for (BoundSource source : sources) {
            try {
                register(source);
            } catch (RuntimeException e) {
                LOG.warn("Meters about eBPF program {} can't be registered: {}", source.program(), e.getMessage());
            }
        }
    }

    /** Whether a program's metrics are in this registry because of another binder. */
    boolean isElsewhere(BoundSource source) {
        return elsewhere.contains(source);
    }

    void close() {
        meters.removeAll();
    }

    private void register(BoundSource source) {
        Tags labelled = tags.and("program", source.program());
        Up shown = new Up(source, reads.live() ? () -> {} : reads::read);
        Meter up = Gauge.builder("ebpf.up", shown, Up::value)
                .tags(labelled)
                .description("Whether the eBPF program is loaded and attached")
                .register(leaf);
        if (!meters.adopt(up, shown)) {
            elsewhere.add(source);
            LOG.warn(
                    "eBPF program {} is bound to this registry already; its metrics stay with the first",
                    source.program());
            return;
        }
        if (!(up instanceof NoopMeter)) {
            reads.begin();
        }
        Tally tally = source.tally();
        count(
                "ebpf.collect.errors",
                "Reads of eBPF maps that failed and were answered with the values before",
                labelled,
                tally,
                () -> tally.collectErrors.get());
        count(
                "ebpf.decode.errors",
                "Keys of eBPF maps that could not be decoded",
                labelled,
                tally,
                () -> tally.decodeErrors.get());
        count(
                "ebpf.series.dropped",
                "Keys of eBPF maps past the limit on series",
                labelled,
                tally,
                () -> tally.seriesDropped.get());
    }

    private void count(String name, String description, Tags labelled, Tally tally, LongSupplier value) {
        Meter meter = FunctionCounter.builder(name, tally, ignored -> value.getAsLong())
                .tags(labelled)
                .description(description)
                .register(leaf);
        meters.adopt(meter, tally);
    }
}

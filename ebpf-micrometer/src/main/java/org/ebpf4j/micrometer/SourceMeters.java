// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters about one program in one registry: those that are there from the beginning, and once it is loaded those about its maps. Their
 * numbers were read when the maps were; none of them asks the kernel. Used by one thread at a time.
 */
final class SourceMeters {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);
    private static final String SECONDS = "seconds";

    /** What {@code ebpf.up} shows, and who is told that it was asked. */
    private record Up(BoundSource source, Runnable read) {
        double value() {
            read.run();
            return source.up();
        }
    }

    private final MeterRegistry leaf;
    private final OwnMeters meters;
    private final BoundSource source;
    private final Tags tags;
    private boolean described;
    private ProgramStatus.@Nullable Cause cause;
    private @Nullable Meter status;

    SourceMeters(MeterRegistry leaf, OwnMeters meters, BoundSource source, Tags tags) {
        this.leaf = leaf;
        this.meters = meters;
        this.source = source;
        this.tags = tags.and("program", source.program());
    }

    /**
     * Registers what does not depend on how the program fares.
     *
     * @return false where another binder has this program in this registry; nothing of ours is registered then
     */
    boolean begin(ReadSignal reads) {
        Up shown = new Up(source, reads.live() ? () -> {} : reads::read);
        Meter up = Gauge.builder("ebpf.up", shown, Up::value)
                .tags(tags)
                .description("Whether the eBPF program is loaded and attached")
                .register(leaf);
        if (!meters.adopt(up, shown)) {
            return false;
        }
        if (!(up instanceof NoopMeter)) {
            reads.begin();
        }
        Tally tally = source.tally();
        count(
                "ebpf.collect.errors",
                "Reads of eBPF maps that failed and were answered with the values before",
                tags,
                tally,
                t -> t.collectErrors.get());
        count(
                "ebpf.decode.errors",
                "Keys and records of eBPF maps that could not be decoded",
                tags,
                tally,
                t -> t.decodeErrors.get());
        count(
                "ebpf.series.dropped",
                "Keys of eBPF maps past the limit on series",
                tags,
                tally,
                t -> t.seriesDropped.get());
        return true;
    }

    void reconcile() {
        tellStatus(source.status().cause());
        // Not by comparing with what was described: the JDK keeps the last record class that was compared, and all of
        // an
        // application by it.
        BoundSource.Loaded now = source.loaded();
        if (!described && now != null) {
            described = true;
            now.maps().forEach(this::describe);
            now.events().forEach(this::describe);
            describePrograms(now);
        }
    }

    private void tellStatus(ProgramStatus.Cause now) {
        if (now == cause) {
            return;
        }
        if (status != null) {
            meters.remove(status);
        }
        cause = now;
        status = gauge(
                "ebpf.status",
                "Why the eBPF program runs or not",
                null,
                tags.and("reason", now.label()),
                source,
                ignored -> 1);
    }

    private void describe(MapReader map) {
        Tags labelled = tags.and("map", map.name());
        gauge(
                "ebpf.collect.duration",
                "How long the last read of the eBPF map took",
                SECONDS,
                labelled,
                map,
                MapReader::seconds);
        if (map.capacity() != MapReader.FIXED) {
            gauge("ebpf.map.entries", "Entries in the eBPF map", null, labelled, map, MapReader::entries);
            gauge(
                    "ebpf.map.capacity",
                    "Entries that the eBPF map has room for",
                    null,
                    labelled,
                    map,
                    MapReader::capacity);
        }
        describe(map.families());
    }

    private void describe(EventReader stream) {
        Tags labelled = tags.and("map", stream.map());
        count(
                "ebpf.events.received",
                "Records of the eBPF program that were received",
                labelled,
                stream,
                EventReader::received);
        if (stream.countsLost()) {
            count(
                    "ebpf.events.lost",
                    "Records of the eBPF program that found their buffer full",
                    labelled,
                    stream,
                    EventReader::lost);
        }
        describe(stream.families());
    }

    private void describe(List<Family> families) {
        for (Family family : families) {
            gauge(
                    "ebpf.series",
                    "Series of a metric",
                    null,
                    tags.and("metric", family.layout().name()),
                    family,
                    f -> f.series().length);
        }
    }

    private void describePrograms(BoundSource.Loaded now) {
        gauge(
                "ebpf.programs.attached",
                "Programs of the eBPF object that are attached",
                null,
                tags,
                now,
                loaded -> loaded.programs().size());
        DropCount drops = now.drops();
        if (drops != null) {
            count(
                    "ebpf.map.drops",
                    "What the eBPF program could not count because a map was full",
                    tags,
                    drops,
                    DropCount::count);
        }
        for (ProgramRuns program : now.programs()) {
            Tags labelled = tags.and("function", program.name());
            count(
                    "ebpf.program.misses",
                    "Runs that were left out because the eBPF program was running already on the CPU",
                    labelled,
                    program,
                    ProgramRuns::misses);
            if (program.counted()) {
                count("ebpf.program.runs", "Runs of the eBPF program", labelled, program, ProgramRuns::runs);
                count(
                        "ebpf.program.run.time",
                        "Time that the eBPF program has run",
                        SECONDS,
                        labelled,
                        program,
                        ProgramRuns::seconds);
            }
        }
    }

    private <T> @Nullable Meter gauge(
            String name,
            String description,
            @Nullable String unit,
            Tags labelled,
            T behind,
            ToDoubleFunction<T> value) {
        return register(
                name,
                behind,
                () -> Gauge.builder(name, behind, value)
                        .tags(labelled)
                        .description(description)
                        .baseUnit(unit)
                        .register(leaf));
    }

    private <T> void count(String name, String description, Tags labelled, T behind, ToDoubleFunction<T> value) {
        count(name, description, null, labelled, behind, value);
    }

    private <T> void count(
            String name,
            String description,
            @Nullable String unit,
            Tags labelled,
            T behind,
            ToDoubleFunction<T> value) {
        register(
                name,
                behind,
                () -> FunctionCounter.builder(name, behind, value)
                        .tags(labelled)
                        .description(description)
                        .baseUnit(unit)
                        .register(leaf));
    }

    /** Registers a meter, or tells why not: the host has one of another kind there, or its filter or listener fails. That costs no other meter. */
    private @Nullable Meter register(String name, Object behind, Supplier<Meter> registering) {
        meters.lookAround();
        try {
            Meter meter = registering.get();
            meters.adopt(meter, behind);
            return meter;
        } catch (Throwable e) {
            LOG.warn("Meter {} about eBPF program {} can't be registered: {}", name, source.program(), e.toString());
            return null;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One family in one registry as function counters: {@code name} for a counter; {@code name.count}, {@code name.sum} and, cumulative by the tag
 * {@code le}, {@code name.histogram} for a histogram. Used by one thread at a time.
 */
final class FunctionFamily extends SeriesTracker {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /** One function counter of every series. */
    private record Part(String name, Tags extra, @Nullable String baseUnit, ToDoubleFunction<SeriesGroup> value) {}

    /** A function counter of one series, and whose numbers it shows. */
    private record Held(FunctionCounter meter, SeriesGroup group) {}

    private final MeterRegistry leaf;
    private final Family family;
    private final Export export;
    private final OwnMeters meters;
    private final List<Part> parts;
    private final Map<Series, List<Held>> bySeries = new HashMap<>();
    private boolean refused;

    FunctionFamily(MeterRegistry leaf, Family family, Export export, OwnMeters meters) {
        this.leaf = leaf;
        this.family = family;
        this.export = export;
        this.meters = meters;
        this.parts = parts(family.layout());
    }

    private static List<Part> parts(MeterLayout layout) {
        String name = layout.name();
        if (layout instanceof MeterLayout.HistogramLayout histogram) {
            List<Part> parts = new ArrayList<>();
            int slots = histogram.slots();
            int sum = histogram.sumSlot();
            double divisor = histogram.buckets().divisor();
            List<String> bounds = histogram.buckets().texts();
            parts.add(new Part(
                    name + ".count", Tags.empty(), null, group -> Unsigned.toDouble(group.valueOfFirst(slots))));
            parts.add(new Part(
                    name + ".sum",
                    Tags.empty(),
                    layout.baseUnit(),
                    group -> Unsigned.toDouble(group.value(sum)) / divisor));
            for (int slot = 0; slot < slots; slot++) {
                int upTo = slot + 1;
                parts.add(new Part(
                        name + ".histogram",
                        Tags.of("le", bounds.get(slot)),
                        null,
                        group -> Unsigned.toDouble(group.valueOfFirst(upTo))));
            }
            return parts;
        }
        return List.of(new Part(name, Tags.empty(), layout.baseUnit(), group -> Unsigned.toDouble(group.value(0))));
    }

    @Override
    void came(Series series) {
        Tags tags = export.tagsOf(family, series);
        List<Held> held = new ArrayList<>(parts.size());
        for (Part part : parts) {
            try {
                Held meter = register(part, tags, series);
                if (meter != null) {
                    held.add(meter);
                }
            } catch (RuntimeException e) {
                // The host has a meter of another kind there, or its filter or listener failed.
                refuse(part.name(), String.valueOf(e.getMessage()));
            }
        }
        bySeries.put(series, held);
    }

    private @Nullable Held register(Part part, Tags tags, Series series) {
        meters.lookAround();
        SeriesGroup group = new SeriesGroup(series);
        FunctionCounter meter = FunctionCounter.builder(part.name(), group, part.value())
                .tags(tags)
                .tags(part.extra())
                .description(family.layout().description())
                .baseUnit(part.baseUnit())
                .register(leaf);
        if (meters.behind(meter) instanceof SeriesGroup shared) {
            shared.join(series); // Filters of the registry made two series the same to it.
            return new Held(meter, shared);
        }
        if (!meters.adopt(meter, group)) {
            refuse(part.name(), "the service has a meter of its own under that name");
            return null;
        }
        return new Held(meter, group);
    }

    @Override
    void left(Series series) {
        List<Held> held = bySeries.remove(series);
        if (held == null) {
            return;
        }
        for (Held meter : held) {
            if (meter.group().leave(series)) {
                meters.remove(meter.meter());
            }
        }
    }

    private void refuse(String name, String reason) {
        if (!refused) {
            refused = true;
            LOG.warn(
                    "Kernel metric {} is left out of {}: {}",
                    name,
                    leaf.getClass().getSimpleName(),
                    reason);
        }
    }
}

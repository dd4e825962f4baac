// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One family in one registry as function counters and gauges: {@code name} for a counter or gauge; {@code name.count}, {@code name.sum} and, cumulative by the tag
 * {@code le}, {@code name.histogram} for a histogram. Used by one thread at a time.
 */
final class FunctionFamily extends SeriesTracker {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    /**
     * Registries whose counters are whole numbers, those of Graphite and JMX being of the second kind. Fractions of a unit go there in the kernel's
     * own: half a second would be cut to 0.
     */
    private static final Set<String> WHOLE_NUMBERS = Set.of(
            "io.micrometer.statsd.StatsdMeterRegistry",
            "io.micrometer.core.instrument.dropwizard.DropwizardMeterRegistry");

    /** One meter of every series. */
    private record Part(String name, Tags extra, @Nullable String baseUnit, ToDoubleFunction<SeriesGroup> value) {}

    /** A meter of one series, and whose numbers it shows. */
    private record Held(Meter meter, SeriesGroup group) {}

    private final MeterRegistry leaf;
    private final Family family;
    private final Export export;
    private final OwnMeters meters;
    private final List<Part> parts;
    private final Map<Series, List<Held>> bySeries = new HashMap<>();
    /** What each group of ours shows: with another family's, or with another part's, no series has a meter in common. */
    private final IdentityHashMap<SeriesGroup, Part> shown = new IdentityHashMap<>();

    private boolean refused;

    FunctionFamily(MeterRegistry leaf, Family family, Export export, OwnMeters meters) {
        this.leaf = leaf;
        this.family = family;
        this.export = export;
        this.meters = meters;
        this.parts = parts(family.layout(), wholeNumbers(leaf.getClass()));
    }

    private static boolean wholeNumbers(Class<?> registry) {
        for (Class<?> kind = registry; kind != null; kind = kind.getSuperclass()) {
            if (WHOLE_NUMBERS.contains(kind.getName())) {
                return true;
            }
        }
        return false;
    }

    private static List<Part> parts(MeterLayout layout, boolean wholeNumbers) {
        String name = layout.name();
        if (layout instanceof MeterLayout.HistogramLayout histogram) {
            List<Part> parts = new ArrayList<>();
            int slots = histogram.slots();
            int sum = histogram.sumSlot();
            Scale scale = histogram.buckets().scale();
            List<String> bounds = histogram.buckets().texts();
            parts.add(new Part(
                    name + ".count", Tags.empty(), null, group -> Unsigned.toDouble(group.valueOfFirst(slots))));
            parts.add(number(name + ".sum", sum, layout, scale, wholeNumbers));
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
        if (layout instanceof MeterLayout.GaugeLayout gauge) {
            return List.of(new Part(name, Tags.empty(), layout.baseUnit(), gauge::value));
        }
        return List.of(number(name, 0, layout, ((MeterLayout.CounterLayout) layout).scale(), wholeNumbers));
    }

    private static Part number(String name, int slot, MeterLayout layout, Scale scale, boolean wholeNumbers) {
        if (wholeNumbers && !scale.whole()) {
            String unit = "seconds".equals(layout.baseUnit()) ? scale.unitBelowSeconds() : null;
            return new Part(name, Tags.empty(), unit, group -> Unsigned.toDouble(group.value(slot)));
        }
        return new Part(
                name, Tags.empty(), layout.baseUnit(), group -> scale.apply(Unsigned.toDouble(group.value(slot))));
    }

    @Override
    void came(Series series) {
        Tags tags = export.tagsOf(family, series);
        List<Held> held = new ArrayList<>(parts.size());
        for (Part part : parts) {
            try {
                if (!register(part, tags, series, held)) {
                    break;
                }
            } catch (Throwable e) {
                // The host has a meter of another kind there, or its filter or listener failed.
                refuse(part.name(), e.toString());
            }
        }
        bySeries.put(series, held);
    }

    /** Registers a part; false where another family has its meter, and so those of the parts behind it. */
    private boolean register(Part part, Tags tags, Series series, List<Held> held) {
        meters.lookAround();
        SeriesGroup group = new SeriesGroup(series, family.layout());
        Meter meter = register(part, tags.and(part.extra()), group);
        if (meters.behind(meter) instanceof SeriesGroup shared) {
            Part first = shown.get(shared);
            if (part.equals(first)) {
                shared.join(series); // Filters of the registry made two series the same to it.
                held.add(new Held(meter, shared));
            } else {
                refuse(part.name(), "another kernel metric has that name");
            }
            return first != null;
        }
        if (meters.adopt(meter, group)) {
            shown.put(group, part);
            held.add(new Held(meter, group));
        } else {
            refuse(part.name(), "the service has a meter of its own under that name");
        }
        return true;
    }

    private Meter register(Part part, Tags tags, SeriesGroup group) {
        String description = family.layout().description();
        if (family.layout().type() == Meter.Type.GAUGE) {
            return Gauge.builder(part.name(), group, part.value())
                    .tags(tags)
                    .description(description)
                    .baseUnit(part.baseUnit())
                    .register(leaf);
        }
        return FunctionCounter.builder(part.name(), group, part.value())
                .tags(tags)
                .description(description)
                .baseUnit(part.baseUnit())
                .register(leaf);
    }

    @Override
    void left(Series series) {
        List<Held> held = bySeries.remove(series);
        if (held == null) {
            return;
        }
        for (Held meter : held) {
            if (meter.group().leave(series)) {
                shown.remove(meter.group());
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

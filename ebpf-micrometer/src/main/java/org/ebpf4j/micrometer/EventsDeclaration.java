// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what meters the records of a ring buffer or perf event array are. A record counts into each of them, by the labels that the meter names: fields
 * of the record, and no others. Series stay until the binder is closed, or until
 * no record has come to them for as long as {@link MeterDeclaration#expireAfter} says. Made by {@link ObjectMetrics#events(String, Consumer)}. Not thread-safe; good
 * only inside the call that it is given to.
 */
public final class EventsDeclaration {
    private static final int PAGES = 64;

    private final String map;
    private final @Nullable String struct;
    private @Nullable String lostIn;
    private int pages = PAGES;
    private final List<MeterSpec> meters = new ArrayList<>();
    private final List<EventTap.Spec> taps = new ArrayList<>();

    EventsDeclaration(String map, @Nullable String struct) {
        this.map = map;
        this.struct = struct;
    }

    /**
     * Adds a counter.
     *
     * @param declaration says its name, labels and so on
     * @return this
     */
    public EventsDeclaration counter(Consumer<EventCounterDeclaration> declaration) {
        return add(new EventCounterDeclaration(map), declaration);
    }

    /**
     * Adds a histogram.
     *
     * @param declaration says its number, buckets, name, labels and so on
     * @return this
     */
    public EventsDeclaration histogram(Consumer<EventHistogramDeclaration> declaration) {
        return add(new EventHistogramDeclaration(map), declaration);
    }

    /**
     * Hands each record over, as text, to whoever makes something else of it than a meter. A record that is too short, or whose decoding or taking throws, is
     * counted in {@code ebpf.decode.errors}.
     *
     * @param declaration says the fields
     * @param taker gets the text of each field in the declared order; called by one thread at a time, which takes no other record meanwhile
     * @return this
     */
    public EventsDeclaration each(Consumer<RecordDeclaration> declaration, Consumer<List<String>> taker) {
        RecordDeclaration declared = new RecordDeclaration(map);
        declaration.accept(declared);
        taps.add(new EventTap.Spec(declared.cut(), taker));
        return this;
    }

    /**
     * Says where the programs count the records that found a ring buffer full, because the kernel does not. Shown as {@code ebpf.events.lost}. Not for
     * perf event arrays, whose losses the kernel counts.
     *
     * @param name a global variable of type {@code __u64}, or a map of one or more such numbers
     * @return this
     */
    public EventsDeclaration lostIn(String name) {
        lostIn = name;
        return this;
    }

    /**
     * How large the buffer of each CPU is, of a perf event array. A ring buffer is as large as its map.
     *
     * @param perCpu pages, a power of two; 64 without this call
     * @return this
     */
    public EventsDeclaration pages(int perCpu) {
        if (perCpu < 1 || Integer.bitCount(perCpu) != 1) {
            throw new IllegalArgumentException(
                    "the buffer of a CPU on map " + map + " has a power of two of pages, not " + perCpu);
        }
        pages = perCpu;
        return this;
    }

    private <D extends MeterDeclaration<D>> EventsDeclaration add(D declared, Consumer<D> declaration) {
        declaration.accept(declared);
        meters.add(declared.spec());
        return this;
    }

    EventsSpec spec() {
        if (meters.isEmpty() && taps.isEmpty()) {
            throw new IllegalArgumentException(
                    "the events on map " + map + " need a meter: call counter, histogram or each with what they are");
        }
        return new EventsSpec(map, struct, lostIn, pages, meters, taps);
    }
}

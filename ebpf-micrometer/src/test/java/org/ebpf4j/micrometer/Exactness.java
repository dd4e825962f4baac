// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import org.ebpf4j.micrometer.catalog.LoopDisk;

/**
 * A service whose composite has several registries, of which the first is one that Prometheus scrapes: all are told the same of writes that
 * diskstats counts too, also of those after the binder was closed and another took its place.
 */
final class Exactness {
    static final int MOST = 1300;

    /** What is lost of a sum by registries that write microseconds, in some steps. */
    private static final double ROUNDED = 1e-5;

    /**
     * Most events that may not come to the program: the kernel passes one by now and then where anybody attaches another program to the tracepoint, or
     * takes one off.
     */
    private static final long MISSED = 2;

    private final LoopDisk disk;
    private final List<BackEnd> backEnds;
    private final BackEnd first;

    Exactness(LoopDisk disk, List<BackEnd> backEnds) {
        this.disk = disk;
        this.backEnds = backEnds;
        this.first = backEnds.get(0);
    }

    /**
     * Plays it.
     *
     * @param binder makes a new one each time
     */
    void play(Supplier<EbpfMetrics> binder) throws Exception {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        backEnds.forEach(backEnd -> composite.add(backEnd.registry()));
        try (EbpfMetrics metrics = binder.get()) {
            metrics.bindTo(composite);
            afterWriting(700, metrics, BackEnd.Totals.NONE);
            assertCounted(700);
            afterWriting(MOST, metrics, BackEnd.Totals.NONE);
            assertCounted(700 + MOST);
            afterWriting(0, metrics, BackEnd.Totals.NONE);
        }
        BackEnd.Totals before = first.totals();
        backEnds.forEach(BackEnd::listen);
        try (EbpfMetrics metrics = binder.get()) {
            metrics.bindTo(composite);
            afterWriting(1, metrics, before);
            assertEquals(1, first.totals().count(), "Prometheus sees a number that falls, and knows of the restart");
            afterWriting(899, metrics, before);
            assertCounted(900);
        }
        for (BackEnd backEnd : backEnds) {
            assertEquals(List.of(), named(backEnd, "ebpf."), "meters left in " + backEnd.registry());
        }
    }

    private void assertCounted(long written) {
        long counted = first.totals().count();
        assertTrue(counted <= written && counted >= written - MISSED, counted + " of " + written);
    }

    private void afterWriting(int blocks, EbpfMetrics metrics, BackEnd.Totals before) throws Exception {
        if (blocks > 0) {
            disk.write(blocks);
        }
        metrics.refresh();
        backEnds.forEach(BackEnd::listen);
        BackEnd.Totals now = first.totals();
        assertEquals(now.count(), now.buckets().get("+Inf"));
        for (BackEnd backEnd : backEnds) {
            BackEnd.Totals expected = backEnd.addsUp() ? before.plus(now) : now;
            BackEnd.Totals told = backEnd.totals();
            String name = backEnd.getClass().getSimpleName();
            assertEquals(expected.count(), told.count(), name);
            assertEquals(expected.buckets(), told.buckets(), name);
            assertEquals(expected.sum(), told.sum(), ROUNDED, name);
        }
    }

    private static List<String> named(BackEnd backEnd, String prefix) {
        return backEnd.registry().getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}

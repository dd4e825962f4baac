// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells which Prometheus names the host uses itself. Two families of one name make Prometheus's client fail the whole scrape, so ours gives
 * way, whether the host's meter was first or comes later. Any thread may call.
 */
final class HostMeters {
    private static final String[] PLAIN_SUFFIXES = {"", "_total", "_created", "_info"};
    private static final String[] HISTOGRAM_SUFFIXES = {"", "_total", "_max", "_count", "_sum", "_bucket", "_created"};

    /** What lines a meter of the host's has in the text. */
    private static final String[] ONE_PART = {""};

    private static final String[] PARTS_OF_SUMMARY = {"", "_max", "_count", "_sum", "_bucket"};

    private final MeterRegistry leaf;
    private final Set<String> ours = ConcurrentHashMap.newKeySet();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Held by this object alone. */
    private final Consumer<Meter> listener = this::added;

    private HostMeters(MeterRegistry leaf) {
        this.leaf = leaf;
    }

    /** Begins to watch a registry. Micrometer has no way to stop a listener; this one forgets the watcher with its owner. */
    static HostMeters watch(MeterRegistry leaf) {
        HostMeters watcher = new HostMeters(leaf);
        leaf.config().onMeterAdded(WeakListener.of(watcher.listener, MeterRegistry.class));
        return watcher;
    }

    /** Whether a name of ours is free; from now on the host's later meters are watched for it. */
    boolean claim(String name, Meter.Type type) {
        // Watched before looked up, so that no meter slips in between.
        for (String suffix : type != Meter.Type.DISTRIBUTION_SUMMARY ? PLAIN_SUFFIXES : HISTOGRAM_SUFFIXES) {
            ours.add(name + suffix);
        }
        for (Meter meter : leaf.getMeters()) {
            added(meter);
        }
        return !taken(name, type);
    }

    /** Whether the host has taken a claimed name since. */
    boolean taken(String name, Meter.Type type) {
        if (taken.isEmpty()) {
            return false;
        }
        for (String suffix : type != Meter.Type.DISTRIBUTION_SUMMARY ? PLAIN_SUFFIXES : HISTOGRAM_SUFFIXES) {
            if (taken.contains(name + suffix)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing is watched any more. */
    void stop() {
        ours.clear();
    }

    private void added(Meter meter) {
        if (ours.isEmpty()) {
            return;
        }
        Meter.Id id = meter.getId();
        String name = id.getConventionName(leaf.config().namingConvention());
        for (String part : parts(id.getType())) {
            if (ours.contains(name + part) && !(meter.measure() instanceof Carrier)) {
                taken.add(name + part);
            }
        }
    }

    private static String[] parts(Meter.Type type) {
        return switch (type) {
            case TIMER, DISTRIBUTION_SUMMARY, LONG_TASK_TIMER -> PARTS_OF_SUMMARY;
            default -> ONE_PART;
        };
    }
}

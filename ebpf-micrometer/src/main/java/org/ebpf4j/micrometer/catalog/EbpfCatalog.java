// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ebpf4j.decoders.NearestName;
import org.ebpf4j.micrometer.MetricsSource;

/**
 * The ready-made kernel metrics by name, so that one property turns them on. Each is about this process where what it measures can be told by process, and
 * about the host otherwise; {@code CATALOG.md} has a section for each. Those who want another scope take the classes of this package instead. Sources are
 * made anew by every call and load nothing before {@link org.ebpf4j.micrometer.EbpfMetrics#bindTo}. Thread-safe.
 */
public final class EbpfCatalog {
    private static final String ALL = "all";
    private static final String RECOMMENDED = "recommended";

    /**
     * One metric.
     *
     * @param name what {@link #named} and {@code ebpf.up} call it
     * @param recommended whether it costs so little that any service can have it
     * @param source makes it
     */
    private record Item(String name, boolean recommended, Supplier<MetricsSource> source) {
        static Item cheap(String name, Supplier<MetricsSource> source) {
            return new Item(name, true, source);
        }

        /** Left out of what is recommended: the host pays more for it. */
        static Item priced(String name, Supplier<MetricsSource> source) {
            return new Item(name, false, source);
        }
    }

    private static final List<Item> ITEMS = List.of(
            Item.cheap("runqueue", () -> RunQueueMetrics.of(Scope.thisProcess()).byThreadGroup()),
            Item.priced("offcpu", () -> OffCpuMetrics.of(Scope.thisProcess())),
            Item.priced("syscalls", () -> SystemCallMetrics.calls(Scope.thisProcess())),
            Item.priced("syscall_latency", () -> SystemCallMetrics.latency(Scope.thisProcess())),
            Item.priced("syscall_errors", () -> SystemCallMetrics.errors(Scope.thisProcess())),
            Item.priced("fsync", () -> FsyncMetrics.of(Scope.thisProcess())),
            Item.priced("faults", () -> PageFaultMetrics.of(Scope.thisProcess())),
            Item.cheap("reclaim", () -> ReclaimMetrics.of(Scope.thisProcess())),
            Item.cheap("oom", OomMetrics::host),
            Item.cheap("signals", () -> SignalMetrics.of(Scope.thisProcess())),
            Item.cheap("processes", () -> ProcessMetrics.of(Scope.thisProcess())),
            Item.cheap("blockio", BlockIoMetrics::host),
            Item.cheap("tcp", TcpMetrics::thisNetwork),
            Item.priced("tcprtt", TcpRttMetrics::thisNetwork),
            Item.priced("sockets", () -> SocketMetrics.of(Scope.thisProcess())),
            Item.priced("listeners", ListenerMetrics::thisNetwork),
            Item.cheap("drops", PacketDropMetrics::thisNetwork),
            Item.priced("interrupts", InterruptMetrics::host),
            Item.priced("pagecache", () -> PageCacheMetrics.of(Scope.thisProcess())),
            Item.priced("hardware", () -> HardwareMetrics.of(Scope.thisProcess())),
            Item.priced("timers", TimerMetrics::host));

    private EbpfCatalog() {}

    /**
     * Everything that there is.
     *
     * @return a source for each name
     */
    public static List<MetricsSource> all() {
        return sources(item -> true);
    }

    /**
     * What any service can have: little time per event, and not on the way of every system call or packet.
     *
     * @return sources
     */
    public static List<MetricsSource> recommended() {
        return sources(Item::recommended);
    }

    /**
     * Metrics by name.
     *
     * @param names separated by commas, such as {@code runqueue,blockio}; {@code recommended} and {@code all} stand for theirs
     * @return a source for each, none twice, in the order of the catalog
     * @throws IllegalArgumentException where there is no such name, or a blank one; the message has all, and the nearest
     */
    public static List<MetricsSource> named(String names) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String part : names.split(",", -1)) {
            String name = part.strip();
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the catalog has no metric without a name, which \"" + names
                        + "\" asks for. It has " + String.join(", ", known()));
            }
            if (!known().contains(name)) {
                throw new IllegalArgumentException("the catalog has no metric \"" + name + "\"; did you mean "
                        + NearestName.of(name, known()) + "? It has " + String.join(", ", known()));
            }
            wanted.add(name);
        }
        return sources(item -> wanted.contains(ALL)
                || wanted.contains(item.name())
                || (item.recommended() && wanted.contains(RECOMMENDED)));
    }

    /**
     * The names that {@link #named} takes, without {@code recommended} and {@code all}.
     *
     * @return one for each metric
     */
    public static List<String> names() {
        return ITEMS.stream().map(Item::name).toList();
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(names());
        known.add(RECOMMENDED);
        known.add(ALL);
        return known;
    }

    private static List<MetricsSource> sources(Predicate<Item> wanted) {
        return ITEMS.stream().filter(wanted).map(item -> item.source().get()).toList();
    }
}

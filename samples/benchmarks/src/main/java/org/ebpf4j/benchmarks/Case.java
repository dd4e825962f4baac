// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.micrometer.DecodedKeys;

/**
 * One comparison: a benchmark with its parameters.
 *
 * @param name as the command line and the results have it
 * @param benchmark the class with the two sides
 * @param parameters its {@code @Param} fields
 * @param unit what one unit of work is
 * @param unitsPerBlock how many of them one block is, or what divides its nanoseconds into them
 */
record Case(
        String name,
        Class<? extends PairedBenchmark> benchmark,
        Map<String, String> parameters,
        String unit,
        int unitsPerBlock) {
    /** Blocks are timed in nanoseconds; one that is a single piece of work is shown in microseconds. */
    private static final int NANOS_PER_MICRO = 1000;

    /** All cases, in the order in which they run. */
    static final List<Case> ALL = List.of(
            element("lookup", false),
            element("update", true),
            readMap("hash", "10k", 10_000, MapReference.BATCHES),
            readMap("hash", "100k", 100_000, MapReference.BATCHES),
            readMap("hash", "1M", 1_000_000, MapReference.BATCHES),
            readMap("percpu-hash", "10k", 10_000, MapReference.BATCHES),
            readMap("percpu-hash", "100k", 100_000, MapReference.BATCHES),
            readMap("percpu-hash", "1M", 1_000_000, MapReference.BATCHES),
            readMap("lru-hash", "10k", 10_000, MapReference.BATCHES),
            readMap("lru-hash", "100k", 100_000, MapReference.BATCHES),
            readMap("lru-hash", "1M", 1_000_000, MapReference.BATCHES),
            readMap("hash", "10k", 10_000, MapReference.KEYS),
            readMap("hash", "100k", 100_000, MapReference.KEYS),
            sparse("10", 10),
            sparse("1k", 1_000),
            sparse("10k", 10_000),
            new Case("mapped/array", MappedArrayBenchmark.class, Map.of(), "ns/entry", MappedArrayBenchmark.ENTRIES),
            ringBuffer("64"),
            ringBuffer("256"),
            ringBuffer("1024"),
            new Case("perfbuf/64", PerfBufferBenchmark.class, Map.of(), "ns/record", PerfBufferBenchmark.SAMPLES),
            new Case(
                    "micrometer/prometheus/1k-histograms",
                    ScrapeBenchmark.class,
                    Map.of(),
                    "us/scrape",
                    NANOS_PER_MICRO),
            collect("10k", 10_000),
            collect("100k", 100_000),
            new Case("micrometer/events", EventsBenchmark.class, Map.of(), "ns/record", EventsBenchmark.RECORDS),
            new Case("micrometer/otlp/1k-histograms", PublishBenchmark.class, Map.of(), "us/publish", NANOS_PER_MICRO),
            new Case("decode/record", DecodeBenchmark.class, Map.of(), "ns/entry", DecodeBenchmark.ENTRIES),
            decodeKeys("new", false),
            decodeKeys("known", true),
            new Case("kallsyms/parse", KernelSymbolsBenchmark.class, Map.of(), "us/read", NANOS_PER_MICRO),
            new Case("load/30-programs", LoadObjectBenchmark.class, Map.of(), "us/object", NANOS_PER_MICRO),
            new Case("btf/vmlinux", KernelTypesBenchmark.class, Map.of(), "us/read", NANOS_PER_MICRO),
            new Case("listeners/read", ListenersBenchmark.class, Map.of(), "us/read", NANOS_PER_MICRO),
            cost("getpid", "hook-syscalls"),
            cost("getpid", "syscalls"),
            cost("getpid", "syscalls-key16"),
            cost("getpid", "syscall_latency"),
            cost("getpid", "syscall_errors"),
            cost("getpid", "fsync"),
            cost("getpid", "others-syscalls"),
            cost("getpid", "others-syscall_latency"),
            cost("getpid", "recommended"),
            cost("switch", "hook-runqueue"),
            cost("switch", "runqueue"),
            cost("switch", "runqueue-ungrouped"),
            cost("switch", "offcpu"),
            cost("switch", "others-runqueue"),
            cost("switch", "others-offcpu"),
            cost("switch", "recommended"),
            cost("tcp", "tcp"),
            cost("tcp", "tcprtt"),
            cost("tcp", "sockets"),
            cost("tcp", "listeners"),
            cost("tcp", "drops"),
            cost("tcp", "interrupts"),
            cost("tcp", "recommended"),
            cost("direct-io", "blockio"));

    private static Case element(String name, boolean update) {
        return new Case(
                name,
                ElementBenchmark.class,
                Map.of("update", Boolean.toString(update)),
                "ns/call",
                ElementBenchmark.ELEMENTS);
    }

    private static Case collect(String size, int rows) {
        return new Case(
                "micrometer/collect/" + size + "-counters",
                CollectBenchmark.class,
                Map.of("size", size),
                "ns/row",
                rows);
    }

    private static Case decodeKeys(String which, boolean known) {
        return new Case(
                "decode/key-" + which,
                DecodeKeysBenchmark.class,
                Map.of("known", Boolean.toString(known)),
                "ns/key",
                DecodedKeys.KEYS);
    }

    /** Work with a metric of the catalog and without. */
    private static Case cost(String work, String item) {
        return new Case(
                "cost/" + work + "/" + item,
                CostBenchmark.class,
                Map.of("work", work, "item", item),
                "ns/" + work,
                switch (work) {
                    case "direct-io" -> CostBenchmark.WRITES;
                    case "tcp" -> CostBenchmark.REQUESTS;
                    default -> CostBenchmark.TIMES;
                });
    }

    private static Case ringBuffer(String size) {
        return new Case(
                "ringbuf/" + size,
                RingBufferBenchmark.class,
                Map.of("size", size),
                "ns/record",
                RingBufferBenchmark.RECORDS);
    }

    private static Case readMap(String map, String size, int entries, MapReference reference) {
        return new Case(
                (reference == MapReference.BATCHES ? "snapshot/" : "iterate/") + map + "/" + size,
                ReadMapBenchmark.class,
                parameters(map, entries, entries, reference),
                "ns/entry",
                entries);
    }

    /** A hash map with room for a million entries. */
    private static Case sparse(String size, int entries) {
        return new Case(
                "sparse/" + size + "-of-1M",
                ReadMapBenchmark.class,
                parameters("hash", entries, 1_000_000, MapReference.BETTER),
                "us/read",
                NANOS_PER_MICRO);
    }

    private static Map<String, String> parameters(String map, int entries, int capacity, MapReference reference) {
        return Map.of(
                "map",
                map.replace('-', '_'),
                "entries",
                Integer.toString(entries),
                "capacity",
                Integer.toString(capacity),
                "reference",
                reference.name());
    }

    /**
     * Finds what the names stand for, each case once.
     *
     * @param names cases, or beginnings of them that end at a slash; none for all
     * @throws IllegalArgumentException where a name stands for none, with the names that there are
     */
    static List<Case> select(List<String> names) {
        if (names.isEmpty()) {
            return ALL;
        }
        Set<Case> selected = new LinkedHashSet<>();
        for (String name : names) {
            String group = name.endsWith("/") ? name : name + "/";
            List<Case> found = ALL.stream()
                    .filter(one -> one.name().equals(name) || one.name().startsWith(group))
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("there is no benchmark " + name + "; there are "
                        + String.join(", ", ALL.stream().map(Case::name).toList()));
            }
            selected.addAll(found);
        }
        return List.copyOf(selected);
    }
}

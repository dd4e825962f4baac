// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebpf4j.BpfObject;
import org.ebpf4j.RunStatistics;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an eBPF object into the kernel and its declared meters onto its maps. Whether they fit is checked before anything is loaded.
 *
 * @param source what was declared of it
 * @param maxSeries of each meter
 */
record SourceLoader(ObjectSource source, int maxSeries) implements BoundSource.Loader {
    private static final Logger LOG = LoggerFactory.getLogger(EbpfMetrics.class);

    @Override
    public BoundSource.Loaded load(KernelTarget target, Tally tally) {
        ObjectSpec spec = ObjectSpec.read(source.file().name(), source.file().bytes());
        if (source.optional()) {
            spec.programs().forEach(ProgramSpec::optional);
        }
        Map<String, List<Family>> byMap = new LinkedHashMap<>();
        Set<String> byCpu = new HashSet<>();
        for (MeterSpec meter : source.meters()) {
            MapTypes types = MapTypes.ofElements(spec.name(), spec.map(meter.map()), spec.btf());
            MeterLayout layout = ValueFitting.fit(types, meter);
            KeyLabels labels = KeyFitting.fit(types, meter).on(target.kernel());
            int keySize = types.map().keySize() + (meter.cpu() == null ? 0 : KeyLabels.Cpu.SIZE);
            Family family = new Family(layout, labels, keySize, maxSeries, meter.retention(), tally);
            if (meter.cpu() != null) {
                byCpu.add(meter.map());
            }
            byMap.computeIfAbsent(meter.map(), map -> new ArrayList<>()).add(family);
        }
        checkByCpu(source.meters(), byCpu);
        byMap.forEach((map, families) -> checkTaken(spec.map(map), families));
        List<EventSource> streams = source.events().stream()
                .map(one -> EventSource.fit(spec, one, target.kernel()))
                .toList();
        source.cgroups().forEach(fed -> fed.check(spec.name(), spec.map(fed.map())));
        for (ObjectSource.Constant constant : source.constants()) {
            spec.variable(constant.variable()).set(constant.value().value(target));
        }
        source.once().forEach(run -> run.setAside(spec));
        BpfObject object = target.loader().load(spec);
        EventConsumer consumer = null;
        List<Walk> walks = List.of();
        try {
            if (!streams.isEmpty()) {
                consumer = EventConsumer.open(source.program(), object, target.kernel(), streams, maxSeries, tally);
                consumer.start(source.executor());
            }
            List<Reader> feeds = new ArrayList<>();
            source.cgroups().forEach(fed -> feeds.add(CgroupFeed.open(fed, object, target.kernel(), tally)));
            object.attach();
            source.once().forEach(run -> run.run(object));
            walks = Walk.open(object, tally);
            feeds.addAll(walks);
            object.failures()
                    .forEach((part, failure) -> LOG.warn(
                            "eBPF program {} runs without {}: {}", source.program(), part, failure.getMessage()));
            EventConsumer opened = consumer;
            List<Walk> walked = walks;
            List<MapReader> readers = new ArrayList<>();
            byMap.forEach((map, families) ->
                    readers.add(reader(object.map(map), byCpu.contains(map), walked, families, tally)));
            return new BoundSource.Loaded(
                    readers,
                    feeds,
                    opened == null ? List.of() : opened.readers(),
                    runs(object, target.kernel(), tally),
                    DropCount.of(object, tally),
                    () -> close(opened, walked, object));
        } catch (Throwable e) {
            close(consumer, walks, object);
            throw e;
        }
    }

    private static void close(@Nullable EventConsumer consumer, List<Walk> walks, BpfObject object) {
        if (consumer != null) {
            consumer.close();
        }
        walks.forEach(Walk::close);
        object.close();
    }

    /** Whether the map is emptied when it is read. */
    private static boolean taken(List<Family> families) {
        return families.stream().anyMatch(SourceLoader::takes);
    }

    private static boolean takes(Family family) {
        return family.layout().fold() == Fold.PEAK;
    }

    private static void checkTaken(MapSpec map, List<Family> families) {
        if (!taken(families)) {
            return;
        }
        String what = "map " + map.name() + ": maxOver empties the map when it is read";
        if (!families.stream().allMatch(SourceLoader::takes)) {
            throw new IllegalArgumentException(
                    what + ", which meters without maxOver can't be on; give them a map of their own");
        }
        if (!map.type().hash()) {
            throw new IllegalArgumentException(
                    what + ", which only a hash map can be, not one of type " + map.type() + "; declare it as one");
        }
    }

    private static void checkByCpu(List<MeterSpec> meters, Set<String> byCpu) {
        for (MeterSpec meter : meters) {
            boolean peak = meter.kind() instanceof MeterSpec.Gauge gauge && gauge.fold() == Fold.PEAK;
            if (byCpu.contains(meter.map()) && (peak || meter.cpu() == null)) {
                throw new IllegalArgumentException("map " + meter.map()
                        + ": a meter has a label for the CPU, which meter " + meter.name()
                        + (peak ? " with maxOver can't have" : " has not") + "; let all on the map have it, or none");
            }
        }
    }

    private static MapReader reader(BpfMap map, boolean byCpu, List<Walk> walks, List<Family> families, Tally tally) {
        int capacity = map.type().array() ? MapReader.FIXED : map.maxEntries();
        return new MapReader(
                map.name(),
                capacity,
                byCpu ? new CpuReading(map) : SnapshotReading.of(map, taken(families)),
                walks,
                families,
                tally);
    }

    private static List<ProgramRuns> runs(BpfObject object, Kernel kernel, Tally tally) {
        boolean counted = RunStatistics.switchedOn(kernel);
        Set<String> left = object.failures().keySet();
        return object.programs().stream()
                .filter(program -> !left.contains(program.name()))
                .map(program -> new ProgramRuns(program, counted, tally))
                .toList();
    }
}

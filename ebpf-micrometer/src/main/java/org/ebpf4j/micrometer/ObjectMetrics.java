// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An eBPF object and the meters on its maps. The object's BTF says what its maps hold: the fields of a key's struct become labels of their
 * names, decoded by their tags and types ({@link org.ebpf4j.decoders.TypeDecoders}) unless a decoder is given.
 *
 * <p>Programs are attached where their sections say. Those of section {@code iter} (since 5.8) run once then, and again whenever meters are read, before
 * the maps are: so that a map can have what is, where nothing happens that could be counted.
 *
 * <p>Immutable: every method gives a changed copy. Nothing is read or loaded before {@link EbpfMetrics#bindTo}, and nothing that is wrong with
 * the object or a declaration throws there; it makes the source {@link ProgramStatus.State#ABSENT}.
 */
public final class ObjectMetrics implements MetricsSource {
    private final ObjectSource source;

    private ObjectMetrics(ObjectSource source) {
        this.source = source;
    }

    private static ObjectMetrics of(ObjectFile file) {
        return new ObjectMetrics(ObjectSource.of(file));
    }

    /**
     * An object in a file, or on the class path where there is no such file.
     *
     * @param path of the file, or of the resource from the root of the class path
     * @return metrics without meters
     */
    public static ObjectMetrics of(String path) {
        return of(ObjectFile.of(path));
    }

    /**
     * An object in memory.
     *
     * @param name what errors call it
     * @param bytes an ELF object, copied
     * @return metrics without meters
     */
    public static ObjectMetrics of(String name, byte[] bytes) {
        return of(ObjectFile.of(name, bytes));
    }

    /**
     * An object that is a resource beside a class.
     *
     * @param near the class
     * @param resource as {@link Class#getResourceAsStream} takes it
     * @return metrics without meters
     */
    public static ObjectMetrics of(Class<?> near, String resource) {
        return of(ObjectFile.of(near, resource));
    }

    /**
     * What {@code ebpf.up} and {@link ProgramStatus} call it. Without this call it is the file's name without {@code .bpf.o}.
     *
     * @param name unique in its {@link EbpfMetrics}
     * @return a copy
     */
    public ObjectMetrics program(String name) {
        return new ObjectMetrics(source.program(name));
    }

    /**
     * Sets a {@code const volatile} variable of the object.
     *
     * @param variable its name
     * @param value must fit its type
     * @return a copy
     */
    public ObjectMetrics constant(String variable, long value) {
        return constant(variable, target -> value);
    }

    /**
     * Sets a {@code const volatile} variable of the object to what depends on the kernel.
     *
     * @param variable its name
     * @param value finds the value when the object is about to be loaded
     * @return a copy
     */
    public ObjectMetrics constant(String variable, KernelConstant value) {
        return new ObjectMetrics(source.with(new ObjectSource.Constant(variable, value)));
    }

    /**
     * Leaves programs out that can't be loaded or attached here, with a warning each, where otherwise the whole source would be absent. Programs in
     * sections that begin with {@code ?} are always optional.
     *
     * @return a copy
     */
    public ObjectMetrics optionalPrograms() {
        return new ObjectMetrics(source.withOptionalPrograms());
    }

    /**
     * Runs a program of a uprobe once, when all others are attached, so that it can fill maps with what was before; where its section would have it
     * attached means nothing then.
     *
     * @param name of the program
     * @return a copy
     */
    public ObjectMetrics runOnce(String name) {
        return new ObjectMetrics(source.with(new SingleRun(name)));
    }

    /**
     * Adds a counter.
     *
     * @param map the map that has it; several meters may share one
     * @param declaration says its name, labels and so on
     * @return a copy
     */
    public ObjectMetrics counter(String map, Consumer<CounterDeclaration> declaration) {
        return with(new CounterDeclaration(map), declaration);
    }

    /**
     * Adds a histogram.
     *
     * @param map the map that has it; several meters may share one
     * @param declaration says its buckets, name, labels and so on
     * @return a copy
     */
    public ObjectMetrics histogram(String map, Consumer<HistogramDeclaration> declaration) {
        return with(new HistogramDeclaration(map), declaration);
    }

    /**
     * Adds a gauge.
     *
     * @param map the map that has it; several meters may share one
     * @param declaration says its name, labels and so on
     * @return a copy
     */
    public ObjectMetrics gauge(String map, Consumer<GaugeDeclaration> declaration) {
        return with(new GaugeDeclaration(map), declaration);
    }

    /**
     * Adds a meter that is 1 for each key of a map, and whose labels are all that it tells.
     *
     * @param map the map that has it; several meters may share one
     * @param declaration says its name, labels and so on
     * @return a copy
     */
    public ObjectMetrics info(String map, Consumer<InfoDeclaration> declaration) {
        return with(new InfoDeclaration(map), declaration);
    }

    /**
     * Adds meters that count the records of a ring buffer (since 5.8) or perf event array (since 4.3): {@code map} holds structs called as the map, as
     * it is or without its plural's {@code s}.
     *
     * @param map the buffer, which nobody else may read
     * @param declaration says the meters
     * @return a copy
     */
    public ObjectMetrics events(String map, Consumer<EventsDeclaration> declaration) {
        return events(new EventsDeclaration(map, null), map, declaration);
    }

    /**
     * Adds meters that count the records of a ring buffer (since 5.8) or perf event array (since 4.3). Records are taken from the buffer as they come, by
     * a daemon thread {@code ebpf4j-events-} and the program's name, and once more whenever meters are read, so that these show all that were sent
     * before. How many came is {@code ebpf.events.received}; how many were lost is {@code ebpf.events.lost}, where the kernel
     * ({@link org.ebpf4j.map.PerfBuffer#lost}) or the program ({@link EventsDeclaration#lostIn}) counts them. A record that a meter can't take (shorter
     * than the fields that it needs, or not decodable) is left out of that meter and counts in {@code ebpf.decode.errors}.
     *
     * @param map the buffer, which nobody else may read
     * @param struct the C struct that its records are. The object describes it where anything global uses it, such as
     *     {@code const struct exec *unused}
     * @param declaration says the meters
     * @return a copy
     */
    public ObjectMetrics events(String map, String struct, Consumer<EventsDeclaration> declaration) {
        return events(new EventsDeclaration(map, struct), map, declaration);
    }

    private ObjectMetrics events(EventsDeclaration declared, String map, Consumer<EventsDeclaration> declaration) {
        if (source.events().stream().anyMatch(before -> before.map().equals(map))) {
            throw new IllegalArgumentException("the events on map " + map
                    + " are declared already, and a buffer has one reader; declare all of its meters in one call");
        }
        declaration.accept(declared);
        return new ObjectMetrics(source.with(declared.spec()));
    }

    /**
     * Keeps a map in line with some cgroups of the unified hierarchy, so that programs can ask it whether to count: a hash map with 1 by the id of each
     * (that of {@code bpf_get_current_cgroup_id()}), or cgroup storage (since 6.2) with 1 in each. It is filled before the programs are attached; cgroups made
     * later are there once meters have been read.
     *
     * @param map its name; its values are {@code __u64}
     * @param wanted whether the cgroup at a path, such as {@code /sys/fs/cgroup/system.slice}, is one of them
     * @return a copy
     */
    public ObjectMetrics cgroups(String map, Predicate<String> wanted) {
        return new ObjectMetrics(source.with(new CgroupsSpec(map, wanted)));
    }

    /**
     * Where records of {@link #events} are taken, instead of on a daemon thread of our own.
     *
     * @param executor runs one task, which occupies a thread from binding to closing; stays the caller's to shut down
     * @return a copy
     */
    public ObjectMetrics eventExecutor(Executor executor) {
        return new ObjectMetrics(source.with(executor));
    }

    private <D extends MeterDeclaration<D>> ObjectMetrics with(D declared, Consumer<D> declaration) {
        declaration.accept(declared);
        return new ObjectMetrics(source.with(declared.spec()));
    }

    @Override
    public ObjectMetrics metrics() {
        return this;
    }

    BoundSource bound(int maxSeries) {
        return new BoundSource(source.program(), new SourceLoader(source, maxSeries));
    }
}

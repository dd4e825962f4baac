// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An eBPF object and the meters on its maps. The object's BTF says what its maps hold: the fields of a key's struct become labels of their
 * names, unsigned numbers as numbers and character arrays as text, unless a decoder is given.
 *
 * <p>Immutable: every method gives a changed copy. Nothing is read or loaded before {@link EbpfMetrics#bindTo}, and nothing that is wrong with
 * the object or a declaration throws there; it makes the source {@link ProgramStatus.State#ABSENT}.
 */
public final class ObjectMetrics implements MetricsSource {
    /**
     * A constant to set before loading.
     *
     * @param variable its name in the object
     * @param value what it becomes
     */
    record Constant(String variable, KernelConstant value) {}

    private final ObjectFile file;
    private final String program;
    private final List<Constant> constants;
    private final List<MeterSpec> meters;

    private ObjectMetrics(ObjectFile file, String program, List<Constant> constants, List<MeterSpec> meters) {
        this.file = file;
        this.program = program;
        this.constants = List.copyOf(constants);
        this.meters = List.copyOf(meters);
    }

    private static ObjectMetrics of(ObjectFile file) {
        return new ObjectMetrics(file, file.program(), List.of(), List.of());
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
        return new ObjectMetrics(file, name, constants, meters);
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
        return new ObjectMetrics(file, program, with(constants, new Constant(variable, value)), meters);
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

    private <D extends MeterDeclaration<D>> ObjectMetrics with(D declared, Consumer<D> declaration) {
        declaration.accept(declared);
        return new ObjectMetrics(file, program, constants, with(meters, declared.spec()));
    }

    @Override
    public ObjectMetrics metrics() {
        return this;
    }

    BoundSource bound(int maxSeries) {
        return new BoundSource(program, new SourceLoader(file, constants, meters, maxSeries));
    }

    private static <T> List<T> with(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.api.trace.Tracer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.ebpf4j.micrometer.MetricsSource;

/**
 * Configurations of ebpf_exporter: each is {@code NAME.yaml} with its object {@code NAME.bpf.o} beside it, and becomes one source for
 * {@link org.ebpf4j.micrometer.EbpfMetrics.Builder#add}. Counters, histograms of all four kinds of buckets, and counters of perf event arrays come with
 * the names and labels that they have there. Everything is checked when it is read: keys of the file, sizes against the object's maps, decoders and
 * their arguments.
 *
 * <p>What differs: programs that can't be attached here are left out with a warning, as there, but a configuration that can't be loaded takes only itself
 * away; a counter whose name does not end in {@code _total} is a gauge, which keeps its name and shows numbers as they are, also those that fall; counters of perf event arrays do not start
 * over every {@code flush_interval}, but a series without records for that long leaves. Spans ({@code tracing}) go to the tracers of {@link #tracers}, and
 * are counted under the name of their ring buffer.
 *
 * <p>Immutable: every method gives a changed copy.
 */
public final class EbpfExporterConfig {
    private static final String PREFIX = "ebpf_exporter_";

    private final Path directory;
    private final List<String> names;
    private final ConfigOptions options;

    private EbpfExporterConfig(Path directory, List<String> names, ConfigOptions options) {
        this.directory = directory;
        this.names = List.copyOf(names);
        this.options = options;
    }

    /**
     * Names configurations; they are read by {@link #sources}.
     *
     * @param directory has the files
     * @param names of the configurations, without {@code .yaml}
     * @return configurations whose metrics are called as ebpf_exporter calls them
     * @throws IllegalArgumentException where a name is there twice
     */
    public static EbpfExporterConfig read(Path directory, String... names) {
        Set<String> once = new LinkedHashSet<>();
        for (String name : names) {
            if (!once.add(name)) {
                throw new IllegalArgumentException("configuration " + name + " is named twice; leave one out");
            }
        }
        return new EbpfExporterConfig(directory, List.of(names), new ConfigOptions(PREFIX, false, null));
    }

    /**
     * What the names of metrics begin with.
     *
     * @param text {@code ebpf_exporter_} without this call, may be empty
     * @return a copy
     */
    public EbpfExporterConfig prefix(String text) {
        return new EbpfExporterConfig(directory, names, new ConfigOptions(text, options.strict(), options.tracers()));
    }

    /**
     * Lets decoders answer as ebpf_exporter's do where those are wrong, and makes a configuration absent of which a program can't be attached.
     *
     * @return a copy
     */
    public EbpfExporterConfig strict() {
        return new EbpfExporterConfig(directory, names, new ConfigOptions(options.prefix(), true, options.tracers()));
    }

    /**
     * Makes spans of what {@code tracing} declares, by OpenTelemetry ({@code opentelemetry-api} must be there). {@link KernelSpanIds} lets them have the
     * ids that their programs gave them.
     *
     * @param byService gives the tracer of a service, which is empty where the configuration names none; called once for each span of a configuration
     * @return a copy
     */
    public EbpfExporterConfig tracers(Function<String, Tracer> byService) {
        return new EbpfExporterConfig(
                directory, names, new ConfigOptions(options.prefix(), options.strict(), byService));
    }

    /**
     * Reads the files. Takes no privilege and no kernel.
     *
     * @return one source for each configuration
     * @throws IllegalArgumentException where a file can't be read or something in it is wrong, with file and line and what to do
     * @throws org.ebpf4j.BpfException where an object can't be read, or lacks what its configuration names
     */
    public List<MetricsSource> sources() {
        List<MetricsSource> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(new ConfigReader(directory, name, options).read());
        }
        return List.copyOf(sources);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ebpf4j.BpfException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.micrometer.MeterDeclaration;
import org.ebpf4j.micrometer.ObjectMetrics;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one configuration with its object. */
final class ConfigReader {
    /** A function of ebpf_exporter itself, which it calls once when all programs are attached. */
    private static final String AFTER_ATTACHING = "/proc/self/exe:post_attach_mark";

    private static final Duration FLUSH = Duration.ofHours(1);

    /** A counter that is not called so is shown as a gauge: Prometheus's client would call it so, and its number may be one that falls. */
    private static final String TOTAL = "_total";

    private static final List<String> TOP = List.of("name", "metrics", "tracing", "kaddrs", "cgroup_id_map");
    private static final List<String> TRACING = List.of("spans");
    private static final List<String> METRICS = List.of("counters", "histograms");
    private static final List<String> COUNTER = List.of("name", "help", "perf_event_array", "flush_interval", "labels");
    private static final List<String> HISTOGRAM = List.of(
            "name", "help", "bucket_type", "bucket_multiplier", "bucket_min", "bucket_max", "bucket_keys", "labels");

    private final String name;
    private final Path yaml;
    private final Path object;
    private final ConfigOptions options;

    ConfigReader(Path directory, String name, ConfigOptions options) {
        this.name = name;
        this.yaml = directory.resolve(name + ".yaml");
        this.object = directory.resolve(name + ".bpf.o");
        this.options = options;
    }

    ObjectMetrics read() {
        YamlMap top = new YamlMap(yaml.toString(), "the configuration", composed(), TOP);
        byte[] bytes = bytes();
        ObjectSpec spec = ObjectSpec.read(object.toString(), bytes);
        List<YamlMap> counters = top.maps("metrics", METRICS, "counters", "counter", COUNTER);
        List<YamlMap> histograms = top.maps("metrics", METRICS, "histograms", "histogram", HISTOGRAM);
        List<YamlMap> spans = top.maps("tracing", TRACING, "spans", "span", SpanReader.SPAN);
        if (counters.isEmpty() && histograms.isEmpty() && spans.isEmpty()) {
            throw top.wrong(
                    "the configuration has neither counters nor histograms nor spans; give it one under metrics or tracing");
        }
        ObjectMetrics read = ObjectMetrics.of(object.toString(), bytes).program(name);
        if (!options.strict()) {
            read = read.optionalPrograms();
        }
        for (ProgramSpec program : spec.programs()) {
            if (program.target().equals(AFTER_ATTACHING)) {
                read = read.runOnce(program.name());
            }
        }
        for (String symbol : top.textList("kaddrs")) {
            read = address(top, spec, read, symbol);
        }
        for (YamlMap counter : counters) {
            read = counter.flag("perf_event_array") ? records(spec, read, counter) : counter(spec, read, counter);
        }
        for (YamlMap histogram : histograms) {
            read = new HistogramReader(histogram, map(spec, histogram), options).addTo(read);
        }
        YamlMap cgroups = top.map("cgroup_id_map", "cgroup_id_map", CgroupMapReader.CGROUPS);
        if (cgroups != null) {
            read = CgroupMapReader.addTo(read, spec, cgroups);
        }
        return spans(spec, read, spans);
    }

    private ObjectMetrics spans(ObjectSpec spec, ObjectMetrics read, List<YamlMap> spans) {
        ObjectMetrics all = read;
        Set<String> taken = new HashSet<>();
        for (YamlMap span : spans) {
            SpanReader reader = new SpanReader(name, spec, span, options);
            if (!taken.add(reader.ringbuf())) {
                throw span.wrongAt(
                        "ringbuf", "two spans are on ring buffer " + reader.ringbuf() + "; give each one of its own");
            }
            all = reader.addTo(all);
        }
        return all;
    }

    private Node composed() {
        String text;
        try {
            text = Files.readString(yaml);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "configuration " + name + " can't be read: there is no readable file " + yaml
                            + "; name one that is there",
                    e);
        }
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(yaml.toString()).build();
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new IllegalArgumentException(yaml + ":1: the file is empty"));
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(YamlErrors.sentence(yaml, e), e);
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(object);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "configuration " + name + " has no readable object " + object + "; compile it there", e);
        }
    }

    /** The map of a metric, which is called as the metric is. */
    private static MapSpec map(ObjectSpec spec, YamlMap metric) {
        String called = metric.text("name");
        metric.text("help");
        try {
            return spec.map(called);
        } catch (BpfException e) {
            throw metric.wrongAt("name", e.getMessage() + "; a metric is called as its map is");
        }
    }

    private static ObjectMetrics address(YamlMap top, ObjectSpec spec, ObjectMetrics read, String symbol) {
        String variable = "kaddr_" + symbol;
        try {
            spec.variable(variable);
        } catch (BpfException e) {
            throw top.wrongAt("kaddrs", e.getMessage());
        }
        return read.constant(variable, target -> {
            long[] addresses = target.symbols().addressesOf(symbol);
            if (addresses.length == 0) {
                throw new NotFoundException("the kernel has no symbol " + symbol + "; leave it out of kaddrs");
            }
            return addresses[0];
        });
    }

    private ObjectMetrics counter(ObjectSpec spec, ObjectMetrics read, YamlMap counter) {
        MapSpec map = map(spec, counter);
        LabelReader labels = new LabelReader(counter, options);
        checkValue(counter, map);
        labels.checkSize(map);
        if (!map.name().endsWith(TOTAL)) {
            return read.gauge(map.name(), g -> declare(g, map, counter, labels));
        }
        return read.counter(map.name(), c -> declare(c, map, counter, labels));
    }

    private void declare(MeterDeclaration<?> meter, MapSpec map, YamlMap counter, LabelReader labels) {
        meter.name(options.prefix() + map.name()).description(counter.text("help"));
        labels.declare(meter, map.keySize());
    }

    private ObjectMetrics records(ObjectSpec spec, ObjectMetrics read, YamlMap counter) {
        MapSpec map = map(spec, counter);
        if (map.type() != MapType.PERF_EVENT_ARRAY) {
            throw counter.wrongAt(
                    "perf_event_array",
                    counter.what() + " is on a map of type " + map.type()
                            + ", which is no perf event array; leave perf_event_array out");
        }
        LabelReader labels = new LabelReader(counter, options);
        Duration flush = flushInterval(counter);
        return read.events(
                map.name(),
                e -> e.counter(c -> {
                    c.name(options.prefix() + map.name())
                            .description(counter.text("help"))
                            .expireAfter(flush);
                    labels.declare(c, 0);
                }));
    }

    private static Duration flushInterval(YamlMap counter) {
        try {
            return counter.has("flush_interval") ? GoDuration.parse(counter.text("flush_interval")) : FLUSH;
        } catch (IllegalArgumentException e) {
            throw counter.wrongAt("flush_interval", "flush_interval of " + counter.what() + ": " + e.getMessage());
        }
    }

    static void checkValue(YamlMap metric, MapSpec map) {
        if (map.valueSize() != Long.BYTES) {
            throw metric.wrong("map " + map.name() + " has values of " + map.valueSize()
                    + " bytes; those of a metric are one __u64");
        }
    }
}

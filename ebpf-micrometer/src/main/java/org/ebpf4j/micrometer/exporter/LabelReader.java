// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ebpf4j.decode.KeyDecoder;
import org.ebpf4j.decoders.ExporterDecoders;
import org.ebpf4j.micrometer.MeterDeclaration;
import org.ebpf4j.micrometer.RecordDeclaration;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.jspecify.annotations.Nullable;

/** The labels of a metric: fields of its keys one behind another, each with padding behind it and a chain of decoders. */
final class LabelReader {
    private static final String CPU = "cpu";
    private static final int LARGEST = 1 << 16;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final List<String> LABEL = List.of("name", "size", "padding", "decoders");
    private static final List<String> DECODER = List.of("name", "static_map", "allow_unknown", "regexps");

    /**
     * A label.
     *
     * @param decoders names of the chain's decoders
     */
    private record Label(String name, int size, int padding, List<String> decoders, KeyDecoder decoder) {}

    private final YamlMap metric;
    private final ConfigOptions options;
    private final List<Label> labels = new ArrayList<>();
    private @Nullable KeyDecoder cpu;

    LabelReader(YamlMap metric, ConfigOptions options) {
        this.metric = metric;
        this.options = options;
        for (YamlMap label : metric.maps("labels", "label", LABEL)) {
            labels.add(label(label));
        }
    }

    private Label label(YamlMap label) {
        String name = label.text("name");
        if (!NAME.matcher(name).matches()) {
            throw label.wrongAt("name", "label " + name + " is no name of a label; use letters, digits and _");
        }
        if (labels.stream().anyMatch(before -> before.name().equals(name))) {
            throw label.wrongAt("name", metric.what() + " has the label " + name + " twice; rename one");
        }
        if (!label.has("size")) {
            throw label.wrong("label " + name + " has no size; give the bytes of its field");
        }
        int size = label.number("size", 1, LARGEST, 0);
        int padding = label.number("padding", 0, LARGEST, 0);
        List<YamlMap> chain = label.maps("decoders", "decoder", DECODER);
        if (chain.isEmpty()) {
            throw label.wrong("label " + name + " has no decoders; give it one, such as uint");
        }
        KeyDecoder decoder = decoder(chain.get(0));
        for (YamlMap one : chain.subList(1, chain.size())) {
            decoder = decoder.then(decoder(one));
        }
        List<String> names = chain.stream().map(one -> one.text("name")).toList();
        return new Label(name, size, padding, names, decoder);
    }

    private KeyDecoder decoder(YamlMap decoder) {
        String name = decoder.text("name");
        YamlMap table = decoder.map("static_map", "static_map", null);
        try {
            return ExporterDecoders.of(
                    name,
                    table == null ? Map.of() : table.texts(),
                    decoder.flag("allow_unknown"),
                    decoder.textList("regexps"),
                    options.strict());
        } catch (IllegalArgumentException e) {
            throw decoder.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Compares with the keys of the map. */
    void checkSize(MapSpec map) {
        takeCpu(map);
        int size = labels.stream()
                .mapToInt(label -> label.size() + label.padding())
                .sum();
        if (!labels.isEmpty() && size != map.keySize()) {
            throw metric.wrong("map " + map.name() + " has keys of " + map.keySize() + " bytes, but the labels of "
                    + metric.what() + " have " + size + " with padding; correct the sizes");
        }
        if (map.type() == MapType.PERF_EVENT_ARRAY) {
            throw metric.wrong("map " + map.name() + " is a perf event array; set perf_event_array: true");
        }
    }

    /** The last label is no field of the key where it is called {@code cpu} and the map has a value for each CPU. */
    private void takeCpu(MapSpec map) {
        if (!map.type().perCpu() || labels.isEmpty() || !last().name().equals(CPU)) {
            return;
        }
        Label last = labels.remove(labels.size() - 1);
        if (last.size() + last.padding() != Short.BYTES) {
            throw metric.wrong("label cpu of " + metric.what() + " is the number of a CPU, which has 2 bytes, not "
                    + (last.size() + last.padding()) + "; correct its size");
        }
        cpu = last.decoder();
    }

    /** The label that is the bucket of a histogram. */
    String bucket() {
        if (labels.isEmpty()) {
            throw metric.wrong(metric.what() + " has no labels; the last one is its bucket");
        }
        Label last = last();
        boolean number = last.decoders().equals(List.of("uint")) && last.size() <= Long.BYTES;
        if (!number || Integer.bitCount(last.size()) != 1) {
            throw metric.wrongAt(
                    "labels",
                    "the last label " + last.name() + " of " + metric.what()
                            + " is its bucket, which takes 1, 2, 4 or 8 bytes and the decoder uint");
        }
        return last.name();
    }

    /** The names of all labels. */
    List<String> names() {
        return labels.stream().map(Label::name).toList();
    }

    /** Declares all of them as the fields of a record. */
    void declare(RecordDeclaration fields) {
        for (Label label : labels) {
            fields.field(label.name(), label.size(), label.decoder());
            if (label.padding() > 0) {
                fields.padding(label.padding());
            }
        }
    }

    private Label last() {
        return labels.get(labels.size() - 1);
    }

    /**
     * Declares all of them.
     *
     * @param keySize bytes of a key, all of which are left out where there are no labels; 0 for records, of which nothing need be said then
     */
    void declare(MeterDeclaration<?> meter, int keySize) {
        for (Label label : labels) {
            meter.field(label.name(), label.size(), label.decoder());
            if (label.padding() > 0) {
                meter.padding(label.padding());
            }
        }
        if (labels.isEmpty() && keySize > 0) {
            meter.padding(keySize);
        }
        if (cpu != null) {
            meter.cpu(CPU, cpu);
        }
    }
}

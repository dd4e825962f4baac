// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ebpf4j.BpfException;
import org.ebpf4j.micrometer.ObjectMetrics;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;
import org.jspecify.annotations.Nullable;

/** Spans of a configuration: the records of a ring buffer, which a tracer takes where there is one, and which are counted in any case. */
final class SpanReader {
    static final List<String> SPAN = List.of("name", "ringbuf", "service", "labels");

    private final String config;
    private final YamlMap span;
    private final ConfigOptions options;
    private final MapSpec map;
    private final LabelReader labels;

    SpanReader(String config, ObjectSpec object, YamlMap span, ConfigOptions options) {
        this.config = config;
        this.span = span;
        this.options = options;
        String ringbuf = span.text("ringbuf");
        try {
            this.map = object.map(ringbuf);
        } catch (BpfException e) {
            throw span.wrongAt("ringbuf", e.getMessage() + "; ringbuf is the name of a map");
        }
        if (map.type() != MapType.RINGBUF) {
            throw span.wrongAt(
                    "ringbuf", span.what() + " is on a map of type " + map.type() + ", which is no ring buffer");
        }
        this.labels = new LabelReader(span, options);
    }

    /** The ring buffer, which no other span may be on. */
    String ringbuf() {
        return map.name();
    }

    ObjectMetrics addTo(ObjectMetrics read) {
        String name = span.text("name", map.name());
        String service = span.text("service", "");
        return read.events(map.name(), e -> {
            e.counter(c -> c.name(options.prefix() + map.name()).description("Spans " + name));
            Consumer<List<String>> spans = spans(name, service);
            if (spans != null) {
                e.each(labels::declare, spans);
            }
        });
    }

    /** What makes spans; null where nobody wants them. */
    private @Nullable Consumer<List<String>> spans(String name, String service) {
        Function<String, Tracer> tracers = options.tracers();
        return tracers == null ? null : new Spans(tracers.apply(service), config, name, labels.names());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code Metric} of each publish: a name of a registry's and the points under it, by their attributes. Used by one thread at a time. */
final class OtlpMetric {
    private static final int METRICS = 2;
    private static final int NAME = 1;
    private static final int DESCRIPTION = 2;
    private static final int UNIT = 3;
    private static final int DATA_POINTS = 1;
    private static final int START_TIME_UNIX_NANO = 2;
    private static final int TIME_UNIX_NANO = 3;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int STRING_VALUE = 1;

    private final String name;
    private final @Nullable String description;
    private final @Nullable String unit;
    private final MeterLayout layout;
    private final OtlpData data;
    private final Map<List<String>, OtlpPoint> points = new LinkedHashMap<>();

    OtlpMetric(String name, Meter.Id id, MeterLayout layout) {
        this.name = name;
        this.description = id.getDescription();
        this.unit = id.getBaseUnit();
        this.layout = layout;
        this.data = OtlpData.of(layout);
    }

    String name() {
        return name;
    }

    Collection<OtlpPoint> points() {
        return points.values();
    }

    /** The point with these attributes, which a series counts into from now on. */
    OtlpPoint place(Series series, List<Tag> attributes, long start) {
        List<String> key = new ArrayList<>(2 * attributes.size());
        for (Tag attribute : attributes) {
            key.add(attribute.getKey());
            key.add(attribute.getValue());
        }
        OtlpPoint known = points.get(key);
        if (known != null) {
            known.join(series);
            return known;
        }
        OtlpPoint fresh = new OtlpPoint(encoded(attributes), series, layout, start);
        points.put(key, fresh);
        return fresh;
    }

    void write(ProtoWriter out, long now, Temporality temporality) {
        int metric = out.mark();
        data.tail(out, temporality);
        for (OtlpPoint point : points.values()) {
            int mark = out.mark();
            point.take();
            data.value(out, point);
            out.fixed64(TIME_UNIX_NANO, now);
            out.fixed64(START_TIME_UNIX_NANO, point.start());
            out.raw(point.attributes());
            out.message(DATA_POINTS, mark);
        }
        out.message(data.field(), metric);
        if (unit != null) {
            out.text(UNIT, unit);
        }
        if (description != null) {
            out.text(DESCRIPTION, description);
        }
        out.text(NAME, name);
        out.message(METRICS, metric);
    }

    private byte[] encoded(List<Tag> attributes) {
        ProtoWriter out = new ProtoWriter();
        for (int i = attributes.size() - 1; i >= 0; i--) {
            int attribute = out.mark();
            out.text(STRING_VALUE, attributes.get(i).getValue());
            out.message(VALUE, attribute);
            out.text(KEY, attributes.get(i).getKey());
            out.message(data.attributesField(), attribute);
        }
        return out.behind(new byte[0]);
    }
}

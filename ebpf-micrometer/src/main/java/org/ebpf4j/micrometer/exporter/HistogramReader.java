// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.util.ArrayList;
import java.util.List;
import org.ebpf4j.decoders.NearestName;
import org.ebpf4j.micrometer.HistogramDeclaration;
import org.ebpf4j.micrometer.ObjectMetrics;
import org.ebpf4j.spec.MapSpec;

/**
 * A histogram of a configuration. Its map has a count for each bucket, whose number is the last label, and behind the last bucket the sum; what is beyond
 * the last bound its programs count in the last bucket.
 */
final class HistogramReader {
    private static final List<String> TYPES = List.of("exp2", "exp2zero", "linear", "fixed");
    private static final int MOST_KEY = 62;

    private final YamlMap histogram;
    private final MapSpec map;
    private final ConfigOptions options;
    private final LabelReader labels;
    private final String type;
    private final int first;
    private final int count;

    HistogramReader(YamlMap histogram, MapSpec map, ConfigOptions options) {
        this.histogram = histogram;
        this.map = map;
        this.options = options;
        this.labels = new LabelReader(histogram, options);
        this.type = histogram.text("bucket_type");
        if (!TYPES.contains(type)) {
            throw histogram.wrongAt(
                    "bucket_type",
                    "there is no bucket_type " + type + "; did you mean " + NearestName.of(type, TYPES)
                            + "? The types are " + String.join(", ", TYPES));
        }
        boolean linear = type.equals("linear");
        this.first = histogram.number("bucket_min", 0, linear ? Integer.MAX_VALUE - 1 : MOST_KEY, 0);
        int last = histogram.number("bucket_max", 0, linear ? Integer.MAX_VALUE - 1 : MOST_KEY, 0);
        this.count = last - first + 1;
        if (!type.equals("fixed") && count < 2) {
            throw histogram.wrong(histogram.what() + " has a bucket_max of " + last
                    + ", which is not greater than its bucket_min of " + first);
        }
        ConfigReader.checkValue(histogram, map);
        labels.checkSize(map);
    }

    ObjectMetrics addTo(ObjectMetrics read) {
        String bucket = labels.bucket();
        double multiplier = histogram.real("bucket_multiplier", 1);
        try {
            return read.histogram(map.name(), h -> {
                h.name(options.prefix() + map.name()).description(histogram.text("help"));
                buckets(h);
                h.multiplier(multiplier == 0 ? 1 : multiplier).bucketKey(bucket, first);
                labels.declare(h, map.keySize());
            });
        } catch (IllegalArgumentException e) {
            throw histogram.wrong(histogram.what() + ": " + e.getMessage());
        }
    }

    private void buckets(HistogramDeclaration h) {
        switch (type) {
            case "exp2" -> h.exp2(1L << first, count);
            case "exp2zero" -> {
                if (first == 0) {
                    h.exp2Zero(1, count);
                } else {
                    h.exp2(1L << (first - 1), count);
                }
            }
            case "linear" -> h.linear(first, 1, count);
            default -> h.fixed(keys());
        }
    }

    private long[] keys() {
        List<Long> keys = new ArrayList<>();
        for (String key : histogram.textList("bucket_keys")) {
            try {
                keys.add((long) Double.parseDouble(key));
                if (Double.parseDouble(key) != keys.get(keys.size() - 1)) {
                    throw new NumberFormatException();
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("bucket key " + key + " is no whole number, as keys of maps are");
            }
        }
        return keys.stream().mapToLong(Long::longValue).toArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import java.util.List;
import java.util.function.Predicate;
import org.ebpf4j.BpfException;
import org.ebpf4j.decoders.ExporterDecoders;
import org.ebpf4j.micrometer.ObjectMetrics;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;
import org.ebpf4j.spec.ObjectSpec;

/** The map of a configuration that has the ids of those cgroups whose paths match. */
final class CgroupMapReader {
    static final List<String> CGROUPS = List.of("name", "type", "regexps");

    private static final String HASH = "hash";
    private static final String STORAGE = "cgrp_storage";

    private CgroupMapReader() {}

    static ObjectMetrics addTo(ObjectMetrics read, ObjectSpec object, YamlMap cgroups) {
        String name = cgroups.text("name");
        MapSpec map;
        try {
            map = object.map(name);
        } catch (BpfException e) {
            throw cgroups.wrongAt("name", String.valueOf(e.getMessage()));
        }
        boolean storage = type(cgroups).equals(STORAGE);
        if (storage != (map.type() == MapType.CGRP_STORAGE)) {
            throw cgroups.wrongAt(
                    "type",
                    "map " + name + " is of type " + map.type() + "; set type: " + (storage ? HASH : STORAGE)
                            + ", or declare the map otherwise");
        }
        int keySize = storage ? Integer.BYTES : Long.BYTES;
        if (map.keySize() != keySize || map.valueSize() != Long.BYTES) {
            throw cgroups.wrongAt(
                    "name",
                    "map " + name + " has keys of " + map.keySize() + " and values of " + map.valueSize()
                            + " bytes; those of cgroup_id_map have " + keySize + " and 8");
        }
        return read.cgroups(name, wanted(cgroups));
    }

    private static String type(YamlMap cgroups) {
        String type = cgroups.text("type", HASH);
        if (!List.of(HASH, STORAGE).contains(type)) {
            throw cgroups.wrongAt(
                    "type", "there is no type " + type + " of cgroup_id_map; the types are " + HASH + ", " + STORAGE);
        }
        return type;
    }

    private static Predicate<String> wanted(YamlMap cgroups) {
        try {
            return ExporterDecoders.matchingAny(cgroups.textList("regexps"));
        } catch (IllegalArgumentException e) {
            throw cgroups.wrongAt("regexps", "cgroup_id_map: " + e.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import org.ebpf4j.spec.MapType;

/** Which types of maps a view of keys and values is for, and which view another type takes. */
final class KeyedTypes {
    private KeyedTypes() {}

    /** Hash tables and arrays with one value for each key. */
    static void check(BpfMap map, String view) {
        String other = switch (map.type()) {
            case HASH, LRU_HASH, ARRAY -> "";
            case PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_ARRAY -> "PerCpuMap";
            case QUEUE, STACK -> "BpfQueue";
            case BLOOM_FILTER -> "BloomFilter";
            case LPM_TRIE -> "PrefixMap";
            default -> "BpfMap";
        };
        if (!other.isEmpty()) {
            throw wrong(map, view, other);
        }
    }

    /** One of some types. */
    static void check(BpfMap map, String view, MapType... types) {
        for (MapType type : types) {
            if (map.type() == type) {
                return;
            }
        }
        throw wrong(map, view, "what is for that type");
    }

    private static IllegalArgumentException wrong(BpfMap map, String view, String other) {
        return new IllegalArgumentException(
                "map " + map.name() + " is of type " + map.type() + ", and no " + view + "; view it as " + other);
    }
}

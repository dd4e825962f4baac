// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

/** Which types of maps a view of keys and values is for. */
final class KeyedTypes {
    private KeyedTypes() {}

    /** Hash tables and arrays with one value for each key. */
    static void check(BpfMap map, String view) {
        boolean keyed = switch (map.type()) {
            case HASH, LRU_HASH, ARRAY -> true;
            default -> false;
        };
        if (!keyed) {
            throw new IllegalArgumentException("map " + map.name() + " is of type " + map.type() + ", and no " + view
                    + "; use the BpfMap itself, or a MapSnapshot of it");
        }
    }
}

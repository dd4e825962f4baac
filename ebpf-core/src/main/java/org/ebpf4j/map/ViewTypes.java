// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.map;

import java.util.List;
import org.ebpf4j.spec.MapType;

/** Which view a map of each type has, so that one that is asked for as another says how to ask. */
final class ViewTypes {
    private ViewTypes() {}

    /** Refuses a map of any other type. */
    static BpfMap check(BpfMap map, String view, MapType... types) {
        if (!List.of(types).contains(map.type())) {
            throw new IllegalArgumentException(
                    "map " + map.name() + " is of type " + map.type() + ", and no " + view + "; " + advice(map));
        }
        return map;
    }

    /** Hash tables and arrays with one value for each key. */
    static BpfMap checkKeyed(BpfMap map, String view) {
        return check(
                map,
                view,
                MapType.HASH,
                MapType.LRU_HASH,
                MapType.ARRAY,
                MapType.DEVMAP,
                MapType.DEVMAP_HASH,
                MapType.CPUMAP,
                MapType.CGROUP_STORAGE);
    }

    private static String advice(BpfMap map) {
        String method = switch (map.type()) {
            case HASH, LRU_HASH, ARRAY, DEVMAP, DEVMAP_HASH, CPUMAP, CGROUP_STORAGE ->
                "map(name, Key.class, Value.class)";
            case PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_ARRAY, PERCPU_CGROUP_STORAGE ->
                "perCpuMap(name, Key.class, Value.class)";
            case LPM_TRIE -> "lpmTrie(name, Key.class, Value.class)";
            case QUEUE, STACK -> "queue(name, Value.class)";
            case BLOOM_FILTER -> "bloomFilter(name, Value.class)";
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> "mapOfMaps(name, Key.class)";
            case PROG_ARRAY -> "programArray(name)";
            case STACK_TRACE -> "stackTraces(name)";
            case CGROUP_ARRAY -> "cgroupArray(name)";
            case TASK_STORAGE -> "taskStorage(name, Value.class)";
            case SK_STORAGE -> "socketStorage(name, Value.class)";
            case INODE_STORAGE -> "inodeStorage(name, Value.class)";
            case CGRP_STORAGE -> "cgroupStorage(name, Value.class)";
            case SOCKMAP, SOCKHASH, REUSEPORT_SOCKARRAY, XSKMAP -> "socketMap(name, Key.class)";
            case ARENA -> "arena(name)";
            case RINGBUF -> "ringBuffer(name, handler)";
            case PERF_EVENT_ARRAY -> "perfBuffer(name, pages, handler)";
            case USER_RINGBUF -> "userRingBuffer(name)";
            default -> "";
        };
        return method.isEmpty()
                ? "maps of its type have no entries to be read so, see the BpfMap itself"
                : "use BpfObject." + method;
    }
}

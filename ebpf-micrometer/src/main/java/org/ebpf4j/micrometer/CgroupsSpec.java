// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.util.function.Predicate;
import org.ebpf4j.UnsupportedException;
import org.ebpf4j.spec.MapSpec;
import org.ebpf4j.spec.MapType;

/**
 * A map that says which cgroups programs look at. Immutable.
 *
 * @param map its name
 * @param wanted whether the cgroup at a path is one of them
 */
record CgroupsSpec(String map, Predicate<String> wanted) {
    /** Checks the map's shape. */
    void check(String object, MapSpec found) {
        boolean storage = found.type() == MapType.CGRP_STORAGE;
        int keySize = storage ? Integer.BYTES : Long.BYTES;
        boolean hash = found.type() == MapType.HASH || found.type() == MapType.LRU_HASH;
        if ((!storage && !hash) || found.keySize() != keySize || found.valueSize() != Long.BYTES) {
            throw new UnsupportedException(
                    object + ": map " + map + " (" + found.type() + ", keys of " + found.keySize()
                            + " bytes, values of "
                            + found.valueSize()
                            + ") can't have the ids of cgroups; declare it as a hash map of __u64 to __u64, or as cgroup storage of __u64",
                    0);
        }
    }
}
